package dev.understory.connection;

/** Why a session has to end. */
record SessionFailure(CloseReason reason, String detail) {}

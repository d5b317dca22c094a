package dev.understory.session;

/** Why a session has to end. */
record SessionFailure(CloseReason reason, String detail) {}

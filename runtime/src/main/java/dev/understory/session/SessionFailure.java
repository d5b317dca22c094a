package dev.understory.session;

/**
 * Why a session has to end.
 *
 * @param detail the same for people
 */
public record SessionFailure(CloseReason reason, String detail) {}

/**
 * A small HTTP server on the node's actor system, for what operators ask of a node: {@link dev.understory.node.http.HttpServer}
 * binds it, with limits on everything that a client can hold. It answers what its handler answers, and knows nothing of what that is.
 * Pekko HTTP is an optional library: without it on the class path nothing here can be used, and a node that does not use it needs
 * none.
 */
@NullMarked
package dev.understory.node.http;

import org.jspecify.annotations.NullMarked;

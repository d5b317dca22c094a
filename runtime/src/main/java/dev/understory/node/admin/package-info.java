/**
 * The administration of a node over HTTP and JSON, for this machine only: {@link dev.understory.node.admin.AdminServer} lets in who
 * knows the token, {@link dev.understory.node.admin.AdminRoutes} is what can be asked and ordered, and {@code openapi.json} says the
 * same, which a test compares.
 *
 * <p>An order is checked as a whole before anything of it is done, and what is wrong is answered with its reason. What a page in a
 * browser sends is refused. It decides nothing about peers: it asks the node, and tells what came of it.
 */
@NullMarked
package dev.understory.node.admin;

import org.jspecify.annotations.NullMarked;

/**
 * Services that nodes run beside the peer-to-peer protocol, written against {@link dev.understory.node.Service} and nothing else
 * of a node, so that the same classes run on the simulated network and on real sockets. {@link dev.understory.service.EchoService} sends
 * back what comes; {@link dev.understory.service.EchoWorkload} says who asks it when, and each {@link
 * dev.understory.service.EchoClient} is a service of the node that asks.
 *
 * <p>{@link dev.understory.service.Certificates} makes what nodes of a run show of themselves over TLS: the same for a seed. What services
 * count and measure is found by its name in {@link dev.understory.service.ServiceMeters}.
 */
@NullMarked
package dev.understory.service;

import org.jspecify.annotations.NullMarked;

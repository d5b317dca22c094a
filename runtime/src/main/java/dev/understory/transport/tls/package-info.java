/**
 * TLS 1.3 as a decorator: {@link dev.understory.transport.tls.TlsTransport} makes of any {@link
 * dev.understory.transport.Transport} one whose links are secured before anybody hears of them, on real TCP and on the
 * simulated network alike.
 *
 * <p>The protocol is a machine, {@link dev.understory.transport.tls.TlsMachine}: encrypted bytes and time in, effects out.
 * Below it are {@link dev.understory.transport.tls.Tls}'s engines: the JDK's, and a modelled one for simulations, which puts
 * records of the same sizes on the wire and does no arithmetic. Asymmetric arithmetic goes through {@link
 * dev.understory.transport.tls.TlsWork.Service} and never runs on a shard. A handshake is bounded in bytes and time, and the
 * number of handshakes at a time per listener; the credit of a link is what its owner has consumed of the plain bytes. The
 * package sees {@code javax.net.ssl} and X.509 certificates, and hands out neither.
 */
@NullMarked
package dev.understory.transport.tls;

import org.jspecify.annotations.NullMarked;

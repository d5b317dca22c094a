package dev.understory.transport.tcp;

import io.netty.channel.ChannelInboundHandlerAdapter;

/** What a channel is dialled with, as Netty demands a handler: it does nothing, and its {@link TcpLink} joins it once the
 * channel is connected. */
final class UnopenedLink extends ChannelInboundHandlerAdapter {}

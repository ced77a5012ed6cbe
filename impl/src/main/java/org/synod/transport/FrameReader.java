package org.synod.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.CodecException;

/** Cuts what arrives into frames and hands each on, without copying it. Closes a connection that sends anything else. */
public abstract class FrameReader extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FrameReader.class);

    private final int longest;
    private final CRC32C crc = new CRC32C();
    private @Nullable ByteBuf partial;
    private int version;
    private boolean active;

    /**
     * @param longest bytes of the longest frame that is believed
     */
    protected FrameReader(int longest) {
        this.longest = longest;
    }

    /**
     * A whole frame arrived.
     *
     * @param body is only valid during the call
     */
    protected abstract void frame(byte kind, int group, ByteBuf body) throws CodecException;

    /** The connection is gone. */
    protected abstract void closed();

    /** The wire version of the frame that is being read, or was read last. */
    protected final int version() {
        return version;
    }

    /**
     * TLS stands; is not called on a connection without it.
     *
     * @throws CodecException when the other side's certificate is not the right one: the connection closes
     */
    protected void secured(SSLSession session) throws CodecException {}

    /** The other side sent what it may not, or cannot be spoken with: the connection closes. By default this is logged. */
    protected void refused(Channel channel, String why) {
        LOG.warn("Closing the connection with {}: {}", channel.remoteAddress(), why);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        ByteBuf arrived = (ByteBuf) read;
        ByteBuf kept = partial;
        partial = null;
        if (kept != null) {
            kept.writeBytes(arrived);
            arrived.release();
        }
        ByteBuf bytes = kept == null ? arrived : kept;
        boolean release = true;
        try {
            cut(bytes);
            if (bytes.isReadable() && context.channel().isActive()) {
                release = kept == null;
                partial = kept == null ? keep(context, bytes) : kept.discardReadBytes();
            }
        } catch (CodecException e) {
            refused(context.channel(), String.valueOf(e.getMessage()));
            ChannelFuture unused = context.close();
        } finally {
            if (release) {
                bytes.release();
            }
        }
    }

    private void cut(ByteBuf bytes) throws CodecException {
        while (bytes.isReadable()) {
            int at = bytes.readerIndex();
            int size = Frames.size(bytes, at, longest);
            if (size == 0 || bytes.readableBytes() < size) {
                return;
            }
            Frames.check(bytes, at, size, crc);
            int end = bytes.writerIndex();
            bytes.writerIndex(at + size).readerIndex(at + Frames.HEADER);
            version = Frames.version(bytes, at);
            frame(Frames.kind(bytes, at), Frames.group(bytes, at), bytes);
            bytes.writerIndex(end).readerIndex(at + size);
        }
    }

    /** Keeps the beginning of a frame, in a buffer that has room for the rest of it. */
    private ByteBuf keep(ChannelHandlerContext context, ByteBuf bytes) throws CodecException {
        int size = Math.max(Frames.size(bytes, bytes.readerIndex(), longest), bytes.readableBytes());
        return context.alloc()
                .directBuffer(Math.min(size, 1 << 20) + (64 << 10))
                .writeBytes(bytes);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        active = true;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // A connection that never was ends its handshake too.
        if (active && event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                refused(context.channel(), Tls.trouble(handshake.cause()));
                return;
            }
            try {
                secured(session(context.channel()));
            } catch (CodecException e) {
                refused(context.channel(), String.valueOf(e.getMessage()));
                ChannelFuture unused = context.close();
            }
        }
    }

    private static SSLSession session(Channel channel) {
        return channel.pipeline().get(SslHandler.class).engine().getSession();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (partial != null) {
            partial.release();
            partial = null;
        }
        closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Channel channel = context.channel();
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException trouble) {
            // What ended a handshake was told with its end.
            if (channel.pipeline().get(SslHandler.class).handshakeFuture().isSuccess()) {
                refused(channel, Tls.trouble(trouble));
            }
        } else if (cause instanceof IOException) {
            LOG.debug("Lost the connection with {}", channel.remoteAddress(), cause);
        } else {
            LOG.error("Closing the connection with {}", channel.remoteAddress(), cause);
        }
        ChannelFuture unused = context.close();
    }
}

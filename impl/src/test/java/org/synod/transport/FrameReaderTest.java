package org.synod.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final int LONGEST = 4096;

    private static final class Collecting extends FrameReader {
        private final List<String> frames = new ArrayList<>();

        Collecting() {
            super(LONGEST);
        }

        @Override
        protected void frame(byte kind, int group, ByteBuf body) {
            frames.add(kind + " " + group + " " + body.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        protected void closed() {
            frames.add("closed");
        }
    }

    private static void frame(ByteBuf out, byte kind, int group, byte[] body) {
        int start = Frames.begin(out, 1, kind, group);
        out.writeBytes(body);
        Frames.end(out, start, new CRC32C());
    }

    @Property(tries = 300)
    void framesComeBackHoweverTheyAreCut(@ForAll Random random) {
        ByteBuf stream = Unpooled.buffer();
        List<String> expected = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            byte[] body = new byte[random.nextInt(random.nextBoolean() ? 20 : LONGEST - Frames.HEADER + 1)];
            random.nextBytes(body);
            frame(stream, Frames.REPLY, i, body);
            expected.add(Frames.REPLY + " " + i + " " + new String(body, StandardCharsets.ISO_8859_1));
        }
        Collecting reader = new Collecting();
        EmbeddedChannel channel = new EmbeddedChannel(reader);
        while (stream.isReadable()) {
            int length = Math.min(stream.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 8 : 3000));
            ByteBuf piece = channel.alloc().directBuffer(length).writeBytes(stream, length);
            channel.writeInbound(piece);
        }
        assertEquals(expected, reader.frames);
        assertTrue(channel.isOpen());
        assertFalse(channel.finishAndReleaseAll());
    }

    @Property(tries = 300)
    void aFrameThatWasChangedClosesTheConnection(@ForAll Random random) {
        ByteBuf stream = Unpooled.buffer();
        frame(stream, Frames.PEER, 1, new byte[random.nextInt(100)]);
        int at = 4 + random.nextInt(stream.readableBytes() - 4);
        stream.setByte(at, stream.getByte(at) ^ (1 + random.nextInt(255)));
        assertCloses(stream);
    }

    @Test
    void aLengthBeyondTheLimitClosesTheConnection() {
        assertCloses(Unpooled.buffer().writeInt(LONGEST));
        assertCloses(Unpooled.buffer().writeInt(-1));
        assertCloses(Unpooled.buffer().writeInt(3));
    }

    private static void assertCloses(ByteBuf stream) {
        Collecting reader = new Collecting();
        EmbeddedChannel channel = new EmbeddedChannel(reader);
        channel.writeInbound(stream);
        assertEquals(List.of("closed"), reader.frames);
        assertFalse(channel.isOpen());
    }
}

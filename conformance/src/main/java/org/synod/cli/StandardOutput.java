package org.synod.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Standard output, which remembers why it failed: Java's own goes on without a word. */
final class StandardOutput extends FilterOutputStream {
    private static final int BUFFER = 8192;

    private volatile @Nullable IOException problem;

    private StandardOutput(OutputStream out) {
        super(out);
    }

    /** Takes the place of {@link System#out}. */
    static StandardOutput install() {
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(new BufferedOutputStream(output, BUFFER), true, System.out.charset()));
        return output;
    }

    /** Whether something is missing that somebody still wants: whoever closes a pipe has read enough. */
    boolean isCutOff() {
        System.out.flush();
        IOException why = problem;
        return why != null && !"Broken pipe".equals(why.getMessage());
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            problem = e;
            throw e;
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }
}

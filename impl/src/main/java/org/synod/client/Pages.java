package org.synod.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Operation;
import org.synod.statemachine.Result;

/**
 * The pages of a range, one after the other, at least one. {@link #next} waits for its page: it must not be called on the
 * client's event loop, and fails with a {@link CompletionException} whose cause is what the page's future failed with;
 * then the same page may be asked for again. For one thread.
 */
public final class Pages implements Iterator<Result.Page> {
    private final Function<Operation.Scan, CompletableFuture<Result.Page>> scanner;
    private Operation.@Nullable Scan rest;

    Pages(Operation.Scan all, Function<Operation.Scan, CompletableFuture<Result.Page>> scanner) {
        this.rest = all;
        this.scanner = scanner;
    }

    @Override
    public boolean hasNext() {
        return rest != null;
    }

    @Override
    public Result.Page next() {
        Operation.Scan scan = rest;
        if (scan == null) {
            throw new NoSuchElementException("the range has no further page");
        }
        Result.Page page = scanner.apply(scan).join();
        Bytes next = page.next();
        rest = next == null ? null : new Operation.Scan(next, scan.to(), scan.limit(), scan.maxBytes());
        return page;
    }
}

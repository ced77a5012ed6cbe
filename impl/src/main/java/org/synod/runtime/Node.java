package org.synod.runtime;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.synod.core.GroupId;
import org.synod.core.LogRecord;
import org.synod.protocol.Replica;
import org.synod.protocol.Rules;
import org.synod.protocol.Settings;
import org.synod.transport.Tls;
import org.synod.transport.TlsException;
import org.synod.transport.TlsFiles;
import org.synod.transport.Transport;
import org.synod.wal.DamagedLogException;
import org.synod.wal.DataFolder;
import org.synod.wal.DataFolderException;
import org.synod.wal.DiskFullException;
import org.synod.wal.Storage;
import org.synod.wal.WriteAheadLog;

/** A running node. It lives until it is closed or its log dies. */
public final class Node implements AutoCloseable {

    /**
     * What a node needs of the process that it runs in.
     *
     * @param formats what the node reads and writes; tests put the next version there
     * @param rules what its replicas decide by; whoever tests the tests puts wrong ones there
     * @param storage wraps the log's files; tests put faults there
     * @param out gets the line that says that the node is ready
     * @param err gets the last words of a node whose log died
     * @param halt ends the process at once with an exit code
     */
    public record Environment(
            Formats formats,
            Rules rules,
            UnaryOperator<Storage> storage,
            PrintStream out,
            PrintStream err,
            IntConsumer halt) {

        /** One with this program's formats and rules. */
        public Environment(UnaryOperator<Storage> storage, PrintStream out, PrintStream err, IntConsumer halt) {
            this(Formats.CURRENT, Rules.CORRECT, storage, out, err, halt);
        }

        /** This one with other rules. */
        public Environment withRules(Rules other) {
            return new Environment(formats, other, storage, out, err, halt);
        }

        /** The real one. */
        public static Environment process() {
            return new Environment(
                    UnaryOperator.identity(),
                    System.out,
                    System.err,
                    code -> Runtime.getRuntime().halt(code));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeConfig config;
    private final DataFolder folder;
    private final WriteAheadLog log;
    private final NodeServices services;
    private final EventLoopGroup loops;
    private final EventLoop loop;
    private final NodeLoop pass;
    private final int port;
    private final CompletableFuture<Integer> exited;
    private @Nullable MetricsServer metrics;
    private boolean closed;

    private Node(
            NodeConfig config,
            DataFolder folder,
            WriteAheadLog log,
            NodeServices services,
            EventLoopGroup loops,
            EventLoop loop,
            NodeLoop pass,
            int port,
            CompletableFuture<Integer> exited) {
        this.config = config;
        this.folder = folder;
        this.log = log;
        this.services = services;
        this.loops = loops;
        this.loop = loop;
        this.pass = pass;
        this.port = port;
        this.exited = exited;
    }

    /**
     * Starts a node: reads its log, listens, and takes part.
     *
     * @throws StartException when it cannot, with one sentence and the exit code that fits
     */
    public static Node start(NodeConfig config) throws StartException {
        return start(config, Environment.process());
    }

    /** As {@link #start(NodeConfig)}, in another environment. */
    public static Node start(NodeConfig config, Environment environment) throws StartException {
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            return open(config, environment, opened);
        } catch (DataFolderException | DamagedLogException e) {
            undo(opened);
            throw new StartException(String.valueOf(e.getMessage()), StartException.BAD_INPUT);
        } catch (FileAlreadyExistsException e) {
            undo(opened);
            throw new StartException(
                    "The trace " + e.getMessage() + " exists already; give the node another folder for its traces.",
                    StartException.BAD_INPUT);
        } catch (DiskFullException e) {
            undo(opened);
            throw new StartException("There is no room for the log: " + e.getMessage() + ".", StartException.BAD_INPUT);
        } catch (IOException e) {
            undo(opened);
            throw new StartException("The node cannot start: " + e + ".", StartException.INTERNAL);
        } catch (StartException | RuntimeException e) {
            undo(opened);
            throw e;
        }
    }

    private static void undo(List<AutoCloseable> opened) {
        for (AutoCloseable resource : opened.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                // The reason why the start failed is the one to be told.
                LOG.debug("Could not close {}", resource, e);
            }
        }
    }

    private static Node open(NodeConfig config, Environment environment, List<AutoCloseable> opened)
            throws IOException, StartException {
        // The port comes first: a node that cannot have it leaves no folder behind.
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("synod-node-" + config.replica()), NioIoHandler.newFactory());
        opened.add(() -> stop(loops));
        EventLoop loop = loops.next();
        CompletableFuture<Integer> exited = new CompletableFuture<>();
        Consumer<String> fatal = message -> {
            environment.err().println(message);
            environment.err().flush();
            environment.halt().accept(StartException.INTERNAL);
            exited.complete(StartException.INTERNAL);
        };
        Consumer<String> removed = message -> {
            environment.err().println(message);
            environment.err().flush();
            exited.complete(0);
        };
        NodeLoop pass = new NodeLoop(loop, config.times().tick(), fatal);
        Transport transport = new Transport(
                loop,
                new Transport.Settings(
                        config.replica(),
                        config.limits().longestFrame(),
                        environment.formats().wire(),
                        tls(config),
                        config.seed() ^ 0x5deece66dL),
                pass);
        int port = listen(config, loop, transport);
        opened.add(() -> call(loop, transport::close));
        DataFolder folder = DataFolder.open(
                config.data(),
                config.group(),
                config.replica(),
                environment.formats().log(),
                config.storage().dataVersion());
        opened.add(folder);
        Map<GroupId, List<LogRecord>> records = new HashMap<>();
        WriteAheadLog log = WriteAheadLog.open(
                environment.storage().apply(folder.logStorage()),
                folder.written(),
                config.storage().segmentBytes(),
                folder.ranBefore(),
                (group, record) ->
                        records.computeIfAbsent(group, g -> new ArrayList<>()).add(record));
        opened.add(log);
        long incarnation = folder.nextIncarnation();
        NodeServices services = NodeServices.open(config, folder, loop, pass, fatal, opened);
        List<HostedGroup> groups = new ArrayList<>();
        for (GroupId group : config.groups()) {
            boolean traced = group.equals(config.group());
            GroupHost.Parts parts = new GroupHost.Parts(
                    group,
                    new Replica(
                            settings(config, folder, group).withRules(environment.rules()),
                            incarnation > 1,
                            records.getOrDefault(group, List.of()),
                            services.appliedOf(group)),
                    services.treeOf(group),
                    services.archiveOf(group),
                    log,
                    transport,
                    traced ? sink(config, incarnation) : TransitionSink.NONE,
                    TraceWriter.clock(traced ? config.observation().traces() : null, config.replica(), incarnation));
            checkTree(folder, parts);
            groups.add(new HostedGroup(config, parts, services, services.catchUpOf(group), pass::touch, removed));
        }
        Node node = new Node(config, folder, log, services, loops, loop, pass, port, exited);
        log.start(new WriteAheadLog.Listener() {
            @Override
            public void durable(long sequence) {
                pass.durable(sequence);
            }

            @Override
            public void dead(String message) {
                pass.die();
                fatal.accept(message);
            }
        });
        for (HostedGroup group : groups) {
            long trimmed = group.host().replica().trimmed();
            if (trimmed > 0) {
                log.trim(group.id(), trimmed);
            }
        }
        call(loop, () -> {
            pass.start(groups, log, transport, services);
            transport.connect();
        });
        services.start();
        InetSocketAddress shown = config.observation().metrics();
        if (shown != null) {
            Metrics metrics = new Metrics();
            groups.forEach(group -> group.show(metrics));
            MetricsServer server = MetricsServer.start(shown, metrics);
            node.metrics = server;
            opened.add(server);
        }
        environment
                .out()
                .println("synod node " + config.replica() + " listening on "
                        + config.listen().getHostString() + ":" + port);
        environment.out().flush();
        return node;
    }

    /** A tree that ends before the log begins has lost what the log no longer has: it went back, or is another one. */
    private static void checkTree(DataFolder folder, GroupHost.Parts parts) throws IOException, StartException {
        TreeKeeper tree = parts.tree();
        if (tree != null && tree.applied() < parts.replica().trimmed()) {
            String what = "The tree of " + parts.group() + " is up to slot " + tree.applied()
                    + ", and the log begins behind slot " + parts.replica().trimmed()
                    + ": what is between is lost here.";
            folder.quarantine(what);
            throw new StartException(
                    what + " This replica is in quarantine, and another one must take its place.",
                    StartException.BAD_INPUT);
        }
    }

    /** A replica here may have granted longer leases once, and is bound by the longest after a restart. */
    private static Settings settings(NodeConfig config, DataFolder folder, GroupId group) throws IOException {
        Settings told = config.settings();
        return new Settings(
                told.self(),
                told.role(),
                told.first(),
                told.timing(),
                told.seed() + group.value(),
                folder.longestLease(told.timing().leaseNanos()),
                told.maxInFlight(),
                told.maxRetainedBytes(),
                told.rules());
    }

    private static @Nullable Tls tls(NodeConfig config) throws StartException {
        TlsFiles files = config.tls();
        if (files == null) {
            return null;
        }
        try {
            Tls tls = Tls.open(files);
            if (!tls.names(config.replica())) {
                throw new StartException(
                        "The certificate " + files.certificate() + " does not name " + config.replica() + ".",
                        StartException.BAD_INPUT);
            }
            return tls;
        } catch (TlsException e) {
            throw new StartException(String.valueOf(e.getMessage()), StartException.BAD_INPUT);
        }
    }

    private static int listen(NodeConfig config, EventLoop loop, Transport transport) throws StartException {
        CompletableFuture<ChannelFuture> listening = new CompletableFuture<>();
        loop.execute(() -> listening.complete(transport.listen(config.listen())));
        ChannelFuture bound = listening.join().awaitUninterruptibly();
        if (!bound.isSuccess()) {
            String why = config.listen().isUnresolved()
                    ? "no host of that name is known"
                    : bound.cause().getMessage();
            throw new StartException(
                    "The node cannot listen on " + config.listen().getHostString() + ":"
                            + config.listen().getPort() + ": " + why + ".",
                    StartException.BAD_INPUT);
        }
        return ((InetSocketAddress) bound.channel().localAddress()).getPort();
    }

    private static TransitionSink sink(NodeConfig config, long incarnation) throws IOException {
        return config.observation().traces() == null
                ? TransitionSink.NONE
                : TraceWriter.open(
                        config.observation().traces(),
                        new TraceFormat.Header(
                                config.group(),
                                config.settings().first(),
                                config.others(),
                                config.times().timing(),
                                config.observation().run(),
                                config.seed()),
                        config.replica(),
                        incarnation);
    }

    private static void call(EventLoop loop, Runnable action) {
        CompletableFuture.runAsync(action, loop).join();
    }

    private static void stop(EventLoopGroup loops) {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** The port that the node listens on. */
    public int port() {
        return port;
    }

    public NodeConfig config() {
        return config;
    }

    /** Whether a replica of this node leads now, as far as it knows. Waits for the event loop. */
    public boolean isLeader() {
        return leads() > 0;
    }

    /** How many groups a replica of this node leads now, as far as it knows. Waits for the event loop. */
    public int leads() {
        return CompletableFuture.supplyAsync(pass::leads, loop).join();
    }

    /** How many connections this node has closed because of what came over them. Waits for the event loop. */
    public long refusals() {
        return CompletableFuture.supplyAsync(pass::refusals, loop).join();
    }

    /** Completes with the process's exit code when the node has ended. */
    public Future<Integer> exited() {
        return exited;
    }

    /**
     * Stops in order: sends waiting clients elsewhere, syncs the log, ends the trace. Blocks until that is done; calling
     * it again does nothing.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (metrics != null) {
            metrics.close();
        }
        call(loop, pass::quiesce);
        try {
            log.close();
            call(loop, pass::finish);
            services.close();
            folder.close();
        } catch (IOException e) {
            exited.complete(StartException.INTERNAL);
        } finally {
            stop(loops);
        }
        exited.complete(0);
    }
}

package org.synod.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.synod.cli.CommandProcess.Outcome;
import org.synod.runtime.Node;
import org.synod.runtime.NodeConfig;

/** The command line as a user meets it, each call a process: exit code, one sentence, nothing written. */
final class CliTest {

    /** A history of a register that is valid. */
    static final String REGISTER = """
            {:process 0, :type :invoke, :f :write, :value 1}
            {:process 0, :type :ok, :f :write, :value 1}
            {:process 1, :type :invoke, :f :read, :value nil}
            {:process 1, :type :ok, :f :read, :value 1}
            """;

    /** Where the commands run. */
    @TempDir
    Path folder = Path.of("");

    /** What commands print, out of their sight. */
    @TempDir
    Path console = Path.of("");

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("good.edn"), REGISTER);
        Files.writeString(folder.resolve("cut.edn"), REGISTER.substring(0, REGISTER.length() - 20));
        Files.writeString(folder.resolve("empty.ndjson"), "");
        Files.write(folder.resolve("noise.edn"), noise());
        String write = "{\"put\":\"k\",\"value\":\"v\"}\n";
        Files.writeString(folder.resolve("cut.json"), write + "{\"put\":");
        Files.writeString(folder.resolve("odd.json"), "{\"delete\":\"k\",\"colour\":1}");
        Files.writeString(folder.resolve("twice.json"), write + write);
        Files.writeString(
                folder.resolve("raft.ndjson"),
                "{\"synod-trace\":1,\"spec\":\"Raft\",\"group\":\"g1\",\"replicas\":{\"r1\":\"STORAGE\"},\"run\":\"x\"}\n"
                        + "{\"end\":true,\"events\":0,\"reason\":\"stopped\"}\n");
        Files.createDirectory(folder.resolve("full"));
        Files.writeString(folder.resolve("full/file"), "somebody's");
        Files.createDirectory(folder.resolve("void"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            frobnicate                                   | frobnicate
            simulate --frobnicate                        | --frobnicate
            simulate --seed many                         | many
            cluster run --clients 0                      | clients are at least 1
            cluster run --losses 2                       | losses 0 or 1
            history check good.edn --model nonsense      | nonsense
            history check good.edn --model semaphore:0   | semaphore:3
            history check good.edn                       | --model
            history check good.edn --model register --explain-limit 0 | limits are positive
            history generate                             | --model
            history generate --model nonsense            | nonsense
            history generate --model mutex --keys 0      | --keys
            history generate --model semaphore:0         | semaphore:3
            history generate --model register --clients 0 | --clients
            history generate --model register --operations 0 | --operations
            history generate --model register --values 0 | --values
            history generate --model register --crashed 2 | --crashed
            history generate --model register --violated-at 1 | --violated-at
            history generate --model mutex --violated-at 0.5 | mutex
            history generate --model register --distinct --values 3 | mutually exclusive
            history generate --model register --format xml | xml
            specs check MCVoting --diagram picture.png   | picture.png
            specs check --diagram picture.svg            | NAME
            specs check --distributed=0 MCVoting         | 999
            specs record                                 | NAME
            steps check --state 3                        | NAME
            steps check MCGroupLeave --state 3 --record  | --record
            steps check --jobs 0                         | --jobs
            steps check --level distributed              | quick or deep
            status                                       | --nodes or --config
            status --nodes r1=h:1 --config r1.conf       | --nodes or --config
            status --nodes r1=localhost                  | r1=localhost
            status --nodes r1=h:99999999                 | r1=h:99999999
            status --nodes r_1=h:1                       | r_1
            status --nodes r1=h:1 --deadline 0           | --deadline
            relinquish                                   | --nodes or --config
            member                                       | promote
            member add r4 --nodes r1=h:1                 | NAME=HOST:PORT
            member add r_4=h:1 --nodes r1=h:1            | r_4
            member promote r_4 --nodes r1=h:1            | r_4
            member remove --nodes r1=h:1                 | NAME
            client get k                                 | --nodes or --config
            client get k --nodes r1=h:1 --tls-key x.pem  | --tls-certificate
            client put k v --if-version 0 --nodes r1=h:1 | not 0
            client put k v --if-absent --if-version 3    | mutually exclusive
            client scan --limit 0 --nodes r1=h:1         | --limit
            restore --archive void --group 1 --out x     | --to-slot
            restore --archive void --group 1 --out x --to-time noon | noon
            """)
    void badUsage(String line, String words) throws IOException, InterruptedException {
        Map<String, String> before = content();
        Outcome outcome = synod(line.split(" +", -1));
        assertEquals(64, outcome.code(), outcome.err());
        assertSentence(outcome, words);
        assertEquals(before, content(), "something was written");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            history check missing.edn --model register   | missing.edn
            history check cut.edn --model register       | cut.edn:4
            history check noise.edn --model register     | noise.edn
            history check void --model register          | void
            history check empty.ndjson --model register  | empty.ndjson
            history check good.edn --model mutex         | good.edn:1
            history check good.edn --model register --html none/x.html | none
            history check good.edn --model register --svg void | void
            history check good.edn --model register --html good.edn | good.edn
            history check good.edn cut.edn --model register --html good.edn | good.edn
            history generate --model register --out none/x.edn | none
            trace check empty.ndjson                     | empty.ndjson:1
            trace check raft.ndjson                      | Raft
            trace check missing.ndjson                   | missing.ndjson
            simulate --seed 1 --out full                 | full
            report void                                  | verdicts.json
            node --config missing.conf                   | missing.conf
            specs check --distributed MCVoting           | RefinesConsensus
            specs check --distributed 3 MCVoting         | RefinesConsensus
            specs check --distributed MCMutantHoleLeft   | MCMutantHoleLeft
            specs check MCVoting --diagram none/x.svg    | none
            restore --archive none --group 1 --to-slot 1 --out x | none
            restore --archive full --group 1 --to-slot 1 --out full | full
            specs record MCVotinh                        | MCVotinh
            steps check MCVoting                         | MCVoting
            steps check MCGroupLeav                      | MCGroupLeave
            status --config missing.conf                 | missing.conf
            client batch missing.json --nodes r1=h:1     | missing.json
            client batch noise.edn --nodes r1=h:1        | noise.edn
            client batch cut.json --nodes r1=h:1         | cut.json:2: this is no JSON
            client batch odd.json --nodes r1=h:1         | odd.json:1: there is no 'colour'
            client batch twice.json --nodes r1=h:1       | twice.json: a batch writes a key once
            client batch empty.ndjson --nodes r1=h:1     | 1 to 100 writes
            """)
    void badInput(String line, String words) throws IOException, InterruptedException {
        Map<String, String> before = content();
        Outcome outcome = synod(line.split(" +", -1));
        assertEquals(65, outcome.code(), outcome.err());
        assertSentence(outcome, words);
        assertEquals(before, content(), "something was written");
    }

    @Test
    void aConfigurationWithAnUnknownKey() throws IOException, InterruptedException {
        config("node.conf", 1, "data", "colour = blue\n");
        Map<String, String> before = content();
        Outcome outcome = synod("node", "--config", "node.conf");
        assertEquals(65, outcome.code(), outcome.err());
        assertSentence(outcome, "node.conf:5: there is no key 'colour'");
        assertEquals(before, content(), "something was written");
    }

    @Test
    void aPortInUse() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            config("node.conf", taken.getLocalPort(), "data", "");
            Map<String, String> before = content();
            Outcome outcome = synod("node", "--config", "node.conf");
            assertEquals(65, outcome.code(), outcome.err());
            assertSentence(outcome, Integer.toString(taken.getLocalPort()));
            assertEquals(before, content(), "something was written");
        }
    }

    @Test
    void aDataFolderThatAnotherNodeHolds() throws Exception {
        config("holder.conf", 0, "data", "listen = 127.0.0.1:0\n");
        try (Node holder = Node.start(NodeConfig.read(folder.resolve("holder.conf")))) {
            config("second.conf", holder.port(), "data", "listen = 127.0.0.1:0\n");
            Map<String, String> before = content();
            Outcome outcome = synod("node", "--config", "second.conf");
            assertEquals(65, outcome.code(), outcome.err());
            assertSentence(outcome, "in use by another node");
            assertEquals(before, content(), "something was written");
        }
    }

    @Test
    void aDataFolderOfANewerVersion() throws IOException, InterruptedException {
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/format"), "synod-data 3\n");
        Files.writeString(folder.resolve("data/lock"), "");
        config("node.conf", 1, "data", "");
        Map<String, String> before = content();
        Outcome outcome = synod("node", "--config", "node.conf");
        assertEquals(65, outcome.code(), outcome.err());
        assertSentence(outcome, "newer Synod");
        assertEquals(before, content(), "something was written");
    }

    @Test
    void jsonIsOneDocumentAndNothingElse() throws IOException, InterruptedException {
        Outcome history = synod("history", "check", "good.edn", "--model", "register", "--json");
        assertEquals(0, history.code(), history.err());
        JsonNode verdict = document(history.out());
        assertEquals("good.edn", verdict.path("file").asText());

        Outcome simulation = synod("simulate", "--seeds", "1..2", "--steps", "100", "--out", "seeds", "--json");
        assertEquals(0, simulation.code(), simulation.err());
        JsonNode summary = document(simulation.out()).path("simulation");
        assertEquals(2, summary.path("toSeed").asInt());
        assertEquals(summary.path("events").asLong(), summary.path("conformed").asLong());

        Outcome trace = synod("trace", "check", "seeds/seed-1/trace.ndjson", "--json");
        assertEquals(0, trace.code(), trace.err());
        assertEquals("CONFORMS", document(trace.out()).path("result").asText());
    }

    @Test
    void whereMemoryIsShortNothingIsCalledViolated() throws IOException, InterruptedException {
        Outcome outcome = synod("history", "generate", "--model", "register", "--keys", "2000000000");
        assertEquals(70, outcome.code(), outcome.err());
        assertEquals(
                "synod: there is not enough memory; give Java more with JAVA_TOOL_OPTIONS=-Xmx8g\n", outcome.err());
    }

    @Test
    void aViolatedHistoryHasItsExitCodeAndSaysWhy() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("bad.edn"), REGISTER.replace(":read, :value 1", ":read, :value 3"));
        Outcome outcome = synod("history", "check", "bad.edn", "--model", "register");
        assertEquals(1, outcome.code(), outcome.err());
        assertTrue(outcome.out().startsWith("bad.edn: violated"), outcome.out());
        assertTrue(outcome.out().contains("can't read 3 from register"), outcome.out());
        assertEquals("", outcome.err());
    }

    @Test
    void aGroupOfOneFromItsFirstWriteToItsStatus() throws Exception {
        config("one.conf", 0, "data", "listen = 127.0.0.1:0\n");
        try (Node one = Node.start(NodeConfig.read(folder.resolve("one.conf")))) {
            String[] nodes = {"--nodes", "r1=127.0.0.1:" + one.port()};
            assertAnswer(0, "version 1\n", synod(with(nodes, "client", "put", "k", "v", "--if-absent")));
            assertAnswer(
                    1,
                    "nothing was done: the version is 1\n",
                    synod(with(nodes, "client", "put", "k", "w", "--if-absent")));
            assertAnswer(0, "v\n", synod(with(nodes, "client", "get", "k")));
            assertAnswer(0, "k\tv\n", synod(with(nodes, "client", "scan", "--from", "a")));
            JsonNode page =
                    document(synod(with(nodes, "client", "scan", "--json")).out());
            assertEquals("v", page.path("entries").path(0).path("value").asText());
            Outcome status = synod(with(nodes, "status", "--json"));
            assertEquals(0, status.code(), status.err());
            assertEquals("r1", document(status.out()).path("leader").asText());
        }
        Outcome silent = synod("status", "--nodes", "r1=127.0.0.1:1", "--deadline", "1");
        assertEquals(1, silent.code(), silent.err());
        assertTrue(silent.out().contains("r1 cannot be reached."), silent.out());
    }

    private static void assertAnswer(int code, String out, Outcome outcome) {
        assertEquals(code, outcome.code(), outcome.err());
        assertEquals(out, outcome.out());
    }

    private static String[] with(String[] nodes, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        Collections.addAll(all, nodes);
        return all.toArray(new String[0]);
    }

    private static byte[] noise() {
        byte[] bytes = new byte[5000];
        new java.util.Random(2).nextBytes(bytes);
        return bytes;
    }

    private void config(String name, int port, String data, String more) throws IOException {
        Files.writeString(
                folder.resolve(name),
                "# a group of one\nreplica = r1\nreplicas = r1=127.0.0.1:" + port + "\ndata = " + folder.resolve(data)
                        + "\n" + more);
    }

    /** One sentence on standard error, and beside it nothing but how to get help; nothing on standard output. */
    private static void assertSentence(Outcome outcome, String words) {
        assertEquals("", outcome.out());
        List<String> lines = new ArrayList<>(outcome.err().lines().toList());
        if (outcome.code() == 64) {
            lines.removeIf(line -> line.startsWith("Try '") || line.startsWith("Did you mean"));
        }
        assertEquals(1, lines.size(), outcome.err());
        assertTrue(lines.getFirst().startsWith("synod: "), outcome.err());
        assertTrue(lines.getFirst().contains(words), outcome.err());
        assertFalse(lines.getFirst().contains("Exception"), outcome.err());
    }

    private static JsonNode document(String text) throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (JsonParser parser = json.createParser(text)) {
            JsonNode document = json.readTree(parser);
            assertNotNull(document);
            assertTrue(parser.nextToken() == null, "there is something behind the document: " + text);
            return document;
        }
    }

    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        collect(folder, content);
        return content;
    }

    /**
     * Every file with its bytes, but for the log of a node that runs, which makes segments in advance, and for its lock:
     * a process that closes a file loses its locks on it.
     */
    private void collect(Path at, Map<String, String> content) throws IOException {
        if (at.equals(folder.resolve("data/lock"))) {
            content.put(at.toString(), "lock");
        } else if (!Files.isDirectory(at)) {
            content.put(at.toString(), Arrays.toString(Files.readAllBytes(at)));
        } else if (!at.equals(folder.resolve("data/log"))) {
            content.put(at.toString(), "folder");
            try (var files = Files.list(at)) {
                for (Path file : files.toList()) {
                    collect(file, content);
                }
            }
        }
    }

    private Outcome synod(String... arguments) throws IOException, InterruptedException {
        return CommandProcess.run(folder, console, arguments);
    }
}

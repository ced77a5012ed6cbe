package org.synod.conformance.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.synod.conformance.job.Judge;
import org.synod.protocol.Timing;

/** A trace as text that a test can tamper with. */
public final class TraceText {

    /** The first line of that trace. */
    public static final String HEADER = "{\"synod-trace\":1,\"spec\":\"LeasedGroup\",\"group\":\"g1\","
            + "\"replicas\":{\"r1\":\"STORAGE\",\"r2\":\"STORAGE\",\"r3\":\"STORAGE\",\"l4\":\"LOG\","
            + "\"s5\":\"STORAGE\",\"l6\":\"LOG\",\"s7\":\"STORAGE\"},\"initial\":[\"r1\",\"r2\",\"r3\"],"
            + "\"leaseNanos\":" + Timing.DEFAULT.leaseNanos() + ",\"spanNanos\":" + Timing.DEFAULT.spanNanos()
            + ",\"incarnation\":1,\"run\":\"by hand\",\"seed\":0}";

    private static final long SECOND = 1_000_000_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode header;
    private final List<ObjectNode> events = new ArrayList<>();
    private String reason = "stopped";

    private TraceText(ObjectNode header) {
        this.header = header;
    }

    /**
     * A trace of the group r1, r2, r3 without an event. Who may join them is as in a simulation, since one process follows
     * groups of one list of replicas.
     */
    public static TraceText ofGroup() {
        return new TraceText(object(HEADER));
    }

    /** The trace of one incarnation of one replica. */
    public static TraceText ofReplica(String replica, long incarnation) {
        TraceText text = ofGroup();
        text.header.put("replica", replica).put("incarnation", incarnation);
        return text;
    }

    /** What stands in a file. */
    public static TraceText read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        TraceText text = new TraceText(object(lines.getFirst()));
        lines.subList(1, lines.size() - 1).forEach(line -> text.events.add(object(line)));
        return text;
    }

    /**
     * One more event; the parameters as JSON without the braces, in which ' stands for the double quote. Event n is taken in
     * second n, so that a lease that was granted in one event is over in the next.
     */
    public TraceText add(long n, String replica, long clock, String action, String parameters) {
        events.add(object("{\"n\":" + n + ",\"replica\":\"" + replica + "\",\"incarnation\":"
                + header.path("incarnation").asLong() + ",\"clock\":" + clock + ",\"time\":" + n * SECOND
                + ",\"action\":\""
                + action + "\",\"parameters\":{" + parameters.replace('\'', '"') + "}}"));
        return this;
    }

    /** One more event, numbered as it comes. */
    public TraceText add(String replica, String action, String parameters) {
        return add(events.size() + 1L, replica, events.size() + 1L, action, parameters);
    }

    public TraceText ending(String why) {
        reason = why;
        return this;
    }

    public ObjectNode header() {
        return header;
    }

    public List<ObjectNode> events() {
        return events;
    }

    /** The position of the first event from here on of which the condition holds. */
    public int find(int from, Predicate<JsonNode> condition) {
        for (int i = from; i < events.size(); i++) {
            if (condition.test(events.get(i))) {
                return i;
            }
        }
        throw new AssertionError("the trace has no such event behind event " + from);
    }

    public static Predicate<JsonNode> action(String name) {
        return event -> event.path("action").asText().equals(name);
    }

    public ObjectNode parameters(int event) {
        return (ObjectNode) events.get(event).get("parameters");
    }

    /** Writes it, with numbers, a header and an end line that fit. */
    public Path write(Path file) throws IOException {
        if (!header.has("replica")) {
            renumber();
        }
        return writeAsItIs(file);
    }

    /** Each replica's events are numbered from 1, whatever was taken away or put in; a cause that is gone is no cause. */
    private void renumber() {
        Map<String, Map<Long, Long>> numbers = new HashMap<>();
        long clock = 0;
        for (ObjectNode event : events) {
            Map<Long, Long> own = numbers.computeIfAbsent(event.path("replica").asText(), r -> new HashMap<>());
            Map<Long, Long> others =
                    numbers.get(event.path("cause").path("from").asText());
            Long cause = others == null
                    ? null
                    : others.get(event.path("cause").path("n").asLong());
            if (cause == null) {
                event.remove("cause");
            } else {
                event.withObject("/cause").put("n", cause);
            }
            long number = own.size() + 1L;
            own.put(event.path("n").asLong(), number);
            while (own.size() < number) {
                own.put(-own.size() - 1L, number); // The same event stands there twice.
            }
            event.put("n", number).put("clock", ++clock);
        }
    }

    /** The same with the numbers that it has. */
    public Path writeAsItIs(Path file) throws IOException {
        StringBuilder text = new StringBuilder(header.toString()).append('\n');
        events.forEach(event -> text.append(event).append('\n'));
        text.append("{\"end\":true,\"events\":").append(events.size());
        text.append(",\"reason\":\"").append(reason).append("\"}\n");
        return Files.writeString(file, text);
    }

    /** Judges traces by the checkout's specification. */
    public static TraceVerdict judge(Path... files) throws InterruptedException {
        return new Judge(specs()).trace(List.of(files), (done, all) -> {});
    }

    /** The folder of the specifications. */
    public static Path specs() {
        return Path.of(System.getProperty("synod.home", "..")).resolve("specs");
    }

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}

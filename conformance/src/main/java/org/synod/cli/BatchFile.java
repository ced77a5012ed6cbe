package org.synod.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.synod.statemachine.Bytes;
import org.synod.statemachine.Condition;
import org.synod.statemachine.Operation;

/** The writes of a batch, a JSON object a line. An empty line is skipped. */
final class BatchFile {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Set<String> PUT = Set.of("put", "value", "if-absent", "if-version", "if-value");
    private static final Set<String> DELETE = Set.of("delete", "if-absent", "if-version", "if-value");

    private BatchFile() {}

    /** @throws BadInput naming file and line */
    static List<Operation.Write> read(Path file) throws IOException {
        List<Operation.Write> writes = new ArrayList<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                writes.add(write(lines.get(i), file + ":" + (i + 1) + ": "));
            }
        }
        try {
            return new Operation.Batch(writes).writes();
        } catch (IllegalArgumentException e) {
            throw new BadInput(file + ": " + e.getMessage());
        }
    }

    private static List<String> lines(Path file) throws IOException {
        if (file.toString().equals("-")) {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        try {
            return Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new BadInput(file + ": it is not UTF-8");
        }
    }

    private static Operation.Write write(String line, String where) {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new BadInput(where + "this is no JSON object");
        }
        boolean put = node.has("put");
        if (!node.isObject() || put == node.has("delete")) {
            throw new BadInput(where + "a write is an object with either 'put' or 'delete'");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!(put ? PUT : DELETE).contains(name)) {
                throw new BadInput(where + "there is no '" + name + "' in a " + (put ? "put" : "delete"));
            }
        }
        try {
            Condition condition = condition(node, where);
            return put
                    ? new Operation.Put(text(node, "put", where), text(node, "value", where), condition)
                    : new Operation.Delete(text(node, "delete", where), condition);
        } catch (IllegalArgumentException e) {
            throw new BadInput(where + e.getMessage());
        }
    }

    private static Condition condition(JsonNode node, String where) {
        int count = (node.has("if-absent") ? 1 : 0) + (node.has("if-version") ? 1 : 0) + (node.has("if-value") ? 1 : 0);
        if (count > 1) {
            throw new BadInput(where + "a write has at most one condition");
        }
        if (node.has("if-value")) {
            return new Condition.ValueIs(text(node, "if-value", where));
        }
        JsonNode version = node.path("if-version");
        if (node.has("if-version")) {
            if (!version.isIntegralNumber() || !version.canConvertToLong()) {
                throw new BadInput(where + "'if-version' takes a number");
            }
            return new Condition.VersionIs(version.longValue());
        }
        if (node.has("if-absent") && !node.path("if-absent").booleanValue()) {
            throw new BadInput(where + "'if-absent' takes true");
        }
        return node.has("if-absent") ? new Condition.Absent() : new Condition.Any();
    }

    private static Bytes text(JsonNode node, String name, String where) {
        if (!node.path(name).isTextual()) {
            throw new BadInput(where + "'" + name + "' takes a string");
        }
        return Bytes.of(node.path(name).textValue());
    }
}

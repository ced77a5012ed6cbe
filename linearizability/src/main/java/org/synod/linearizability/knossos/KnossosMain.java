package org.synod.linearizability.knossos;

import clojure.java.api.Clojure;
import clojure.lang.IFn;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.history.EdnWriter;
import org.synod.linearizability.history.HistoryFiles;
import org.synod.linearizability.history.Operation;
import org.synod.linearizability.own.ChosenModel;

/** The process in which Knossos works, seen from inside. Ends when its parent does. */
final class KnossosMain {
    static final int OUT_OF_MEMORY = 3;

    private static final String NAMESPACE = "synod.linearizability.knossos";

    private final PrintStream out;
    private final String mark;

    private KnossosMain(PrintStream out, String mark) {
        this.out = out;
        this.mark = mark;
    }

    /** Arguments: mark, algorithm, file, model, keyed, and the model's class path. */
    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().start(KnossosMain::endWithParent);
        KnossosMain main = new KnossosMain(System.out, arguments[0]);
        // Before Clojure is there: what it prints, and what is printed in it, is not for our reader.
        System.setOut(System.err);
        int code = 0;
        try {
            main.run(arguments);
        } catch (OutOfMemoryError e) {
            code = OUT_OF_MEMORY;
        } catch (Throwable e) { // Whatever Knossos throws, somebody waits for a word.
            e.printStackTrace();
            main.say(Map.of("error", "it throws " + e.getClass().getSimpleName() + ": " + e.getMessage()));
        }
        // Knossos leaves threads behind.
        Runtime.getRuntime().halt(code);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes: the stream ends when the parent does.
            }
        } catch (IOException e) {
            // Then it has ended as well.
        }
        Runtime.getRuntime().halt(0);
    }

    private void run(String[] arguments) {
        List<Path> classPath = Arrays.stream(arguments).skip(5).map(Path::of).toList();
        ChosenModel model = ChosenModel.of(arguments[3], classPath, Boolean.parseBoolean(arguments[4]));
        List<Part> objects = model.objects(HistoryFiles.read(Path.of(arguments[2])));
        Clojure.var("clojure.core", "require").invoke(Clojure.read(NAMESPACE));
        Object algorithm = Clojure.read(":" + arguments[1]);
        Clojure.var(NAMESPACE, "load-knossos").invoke(algorithm);
        say(Map.of("objects", objects.size()));
        IFn ask = Clojure.var(NAMESPACE, "ask");
        for (Part object : objects) {
            Map<?, ?> answer = (Map<?, ?>) ask.invoke(algorithm, object);
            Map<String, Object> message = new LinkedHashMap<>();
            for (String field : List.of("valid", "cause", "analyzer")) {
                put(message, field, answer.get(field));
            }
            if ("false".equals(answer.get("valid"))) {
                put(message, "key", object.key() == null ? null : EdnWriter.toString(object.key()));
                named(message, object, answer.get("position"));
            }
            say(message);
        }
    }

    private static void named(Map<String, Object> message, Part object, @Nullable Object position) {
        if (position instanceof Number at) {
            for (Operation operation : object.operations()) {
                if (operation.invokePosition() == at.intValue() || operation.completionPosition() == at.intValue()) {
                    message.put("operation", operation.describe());
                    message.put("line", operation.invoke().line());
                }
            }
        }
    }

    private static void put(Map<String, Object> message, String field, @Nullable Object value) {
        if (value != null) {
            message.put(field, value);
        }
    }

    private void say(Map<String, ?> message) {
        try {
            out.println(mark + new ObjectMapper().writeValueAsString(message));
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("a map can be written", e);
        }
    }
}

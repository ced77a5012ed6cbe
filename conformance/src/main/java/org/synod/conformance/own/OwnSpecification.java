package org.synod.conformance.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.tla.GeneratedModule;
import org.synod.conformance.tla.Source;
import org.synod.conformance.trace.Settled;
import tla2sany.semantic.OpDefNode;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.FastTool;
import tlc2.value.impl.Value;
import util.UniqueString;

/**
 * Somebody's specification, led by a trace: a module that extends it and takes, for each event, the action that the mapping
 * names. TLC evaluates it.
 */
public final class OwnSpecification {

    private static final String MODULE = "SynodOwnTrace";
    private static final String SILENT = "(silent)";

    private final Mapping mapping;
    private final Source source;
    private final MappedValues values;
    private final Map<String, String> definitions;
    private final UniqueString variable;
    private final FastTool tool;
    private final Action next;
    private final Value nothing;

    private OwnSpecification(
            Mapping mapping, Path folder, Map<String, String> definitions, FastTool tool, String module) {
        this.mapping = mapping;
        this.source = new Source(name -> folder.resolve(name + ".tla"));
        this.source.add(MODULE, module, mapping.file().getFileName().toString());
        this.values = new MappedValues(mapping);
        this.definitions = definitions;
        this.variable = UniqueString.uniqueStringOf(mapping.variable());
        this.tool = tool;
        this.next = tool.getActions()[0];
        this.nothing = values.record(JsonNodeFactory.instance.objectNode().put(mapping.actionField(), SILENT));
    }

    /**
     * Loads it; once in a process.
     *
     * @throws MappingException when the three do not fit together
     */
    public static OwnSpecification load(Path spec, Path config, Mapping mapping) {
        String name = spec.getFileName().toString().replaceFirst("\\.tla$", "");
        Path modules = spec.toAbsolutePath().getParent();
        if (!Files.isRegularFile(spec) || modules == null || !spec.toString().endsWith(".tla")) {
            throw new MappingException(spec, "there is no such specification");
        }
        if (!Files.isRegularFile(config)) {
            throw new MappingException(config, "there is no such configuration");
        }
        Map<String, String> definitions = new LinkedHashMap<>();
        mapping.actions().keySet().forEach(a -> definitions.put(a, "SynodAction" + (definitions.size() + 1)));
        try {
            ConfigSections sections = ConfigSections.of(Files.readString(config), mapping.init());
            GeneratedModule module = new GeneratedModule(
                    MODULE,
                    module(name, mapping, sections, definitions),
                    "INIT SynodInit\nNEXT SynodNext\n" + String.join("\n", sections.kept()) + "\n");
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            try {
                FastTool tool = module.load(
                        said,
                        folder -> new FastTool(folder.toString(), MODULE, MODULE, new ModulesOf(folder, modules)));
                return new OwnSpecification(mapping, modules, definitions, tool, module.text());
            } catch (RuntimeException e) {
                throw new LoadProblem(spec, config, mapping, module.text(), said.toString(StandardCharsets.UTF_8), e)
                        .exception();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line for each expression of the mapping, so that a line that TLC complains of tells which one it was. */
    private static String module(
            String name, Mapping mapping, ConfigSections sections, Map<String, String> definitions) {
        String event = mapping.variable();
        StringBuilder text = new StringBuilder("---- MODULE " + MODULE + " ----\nEXTENDS " + name + ", TLC\n");
        text.append("VARIABLE ").append(event).append("\n");
        text.append("SynodInit == ").append(sections.init()).append(" /\\ ").append(event);
        text.append(" = [").append(mapping.actionField()).append(" |-> \"(start)\"]\n");
        mapping.actions().forEach((action, step) -> {
            text.append(definitions.get(action)).append(" ==\n");
            step.some()
                    .forEach((bound, set) -> text.append("  \\E ")
                            .append(bound)
                            .append(" \\in ")
                            .append(set)
                            .append(" :\n"));
            text.append("  /\\ ").append(step.next()).append("\n");
            step.observed()
                    .forEach((field, value) -> text.append("  /\\ (\"")
                            .append(field)
                            .append("\" \\in DOMAIN ")
                            .append(event)
                            .append(" => ")
                            .append(event)
                            .append(".")
                            .append(field)
                            .append(" = (")
                            .append(value)
                            .append("))\n"));
            text.append("  /\\ UNCHANGED ").append(event).append("\n");
        });
        text.append("SynodSilent ==\n");
        mapping.silent()
                .forEach(s -> text.append("  \\/ (")
                        .append(s)
                        .append(") /\\ UNCHANGED ")
                        .append(event)
                        .append("\n"));
        text.append("  \\/ FALSE\n");
        text.append("SynodNext ==\n  CASE ").append(event).append("[\"").append(mapping.actionField());
        text.append("\"] = \"").append(SILENT).append("\" -> SynodSilent\n");
        definitions.forEach((action, definition) -> text.append("    [] ")
                .append(event)
                .append("[\"")
                .append(mapping.actionField())
                .append("\"] = \"")
                .append(action)
                .append("\" -> ")
                .append(definition)
                .append("\n"));
        return text.append("====\n").toString();
    }

    Mapping mapping() {
        return mapping;
    }

    FastTool tool() {
        return tool;
    }

    /** The text of its modules, and of the mapping. */
    Source source() {
        return source;
    }

    /** What the generated module calls the action. */
    @Nullable OpDefNode definition(String action) {
        return tool.getRootModule().getOpDef(String.valueOf(definitions.get(action)));
    }

    List<TLCState> initial() {
        return list(tool.getInitStates());
    }

    Value value(JsonNode line) {
        return values.record(line);
    }

    /** The state with the event to follow. */
    TLCState led(TLCState state, Value event) {
        TLCState led = state.copy();
        led.bind(variable, event);
        return led;
    }

    /** The states that the event may lead to. */
    List<TLCState> step(TLCState state, Value event) {
        TLCState from = led(state, event);
        List<TLCState> states = list(tool.getNextStates(next, from));
        states.forEach(s -> Settled.settle(s, from));
        return states;
    }

    /** The states that one action leads to of which the program says nothing. */
    List<TLCState> silent(TLCState state) {
        return step(state, nothing);
    }

    /** What the program says when it says nothing. */
    Value nothing() {
        return nothing;
    }

    /** The first invariant that the state breaks; null if it breaks none. */
    @Nullable String broken(TLCState state) {
        Action[] invariants = tool.getInvariants();
        for (int i = 0; i < invariants.length; i++) {
            if (!tool.isValid(invariants[i], state)) {
                return tool.getInvNames()[i];
            }
        }
        return null;
    }

    private static List<TLCState> list(StateVec states) {
        List<TLCState> list = new ArrayList<>(states.size());
        for (int i = 0; i < states.size(); i++) {
            list.add(states.elementAt(i));
        }
        return list;
    }

    /** The names in the trace. */
    String actions() {
        return mapping.actions().keySet().stream().collect(Collectors.joining(", "));
    }
}

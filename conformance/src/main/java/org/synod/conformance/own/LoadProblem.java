package org.synod.conformance.own;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What TLC said when it could not read specification, configuration and mapping together, as one sentence. */
record LoadProblem(Path spec, Path config, Mapping mapping, String module, String said, RuntimeException thrown) {

    /** A parse error: what TLC came upon, the line where that definition begins, and the module. */
    private static final Pattern PARSE =
            Pattern.compile("(?m)^(Encountered \"[^\n]*\"|Was expecting [^\n]*?) at line ");

    private static final Pattern BEGIN = Pattern.compile("starting at line (\\d+)");
    private static final Pattern FILE = Pattern.compile("Could not parse module (\\w+) from file");

    private static final Pattern GENERATED = Pattern.compile("line (\\d+),.* of module SynodOwnTrace");
    private static final Pattern OPERATOR = Pattern.compile(
            "(?m)^.*(Unknown operator|Could not find|Multiple decl|Was expecting|requires \\d+ arg|has (?:only )?\\d+ arg).*$");
    private static final Pattern OF_ANOTHER =
            Pattern.compile("line \\d+, col \\d+ to line \\d+, col \\d+ of module (\\w+)");

    MappingException exception() {
        Matcher parse = PARSE.matcher(said);
        Matcher begin = BEGIN.matcher(said);
        Matcher file = FILE.matcher(said);
        if (parse.find() && begin.find() && file.find()) {
            String problem = "this is not TLA+: " + parse.group(1).strip();
            return file.group(1).equals("SynodOwnTrace")
                    ? new MappingException(mapping.file(), place(Integer.parseInt(begin.group(1))) + problem)
                    : new MappingException(
                            spec.resolveSibling(file.group(1) + ".tla"),
                            problem + " (in what begins in line " + begin.group(1) + ")");
        }
        String what = what();
        Matcher line = GENERATED.matcher(said);
        if (line.find()) {
            return new MappingException(mapping.file(), place(Integer.parseInt(line.group(1))) + what);
        }
        Matcher other = OF_ANOTHER.matcher(said);
        if (other.find()) {
            return new MappingException(spec, "it cannot be read: " + what + " (" + other.group() + ")");
        }
        if (what.toLowerCase(java.util.Locale.ROOT).contains("config")
                || what.contains("constant")
                || what.contains("invariant")) {
            return new MappingException(config, "it does not fit the specification: " + what);
        }
        return new MappingException(
                spec, "it cannot be read together with " + config + " and " + mapping.file() + ": " + what);
    }

    /** Which of the mapping's expressions stands in that line of the generated module. */
    private String place(int line) {
        List<String> lines = module.lines().toList();
        String text = line <= lines.size() ? lines.get(line - 1).strip() : "";
        if (text.startsWith("SynodInit")) {
            return "the specification has no '" + mapping.init() + "' to begin with: ";
        }
        for (int at = Math.min(line, lines.size()); at >= 1; at--) {
            Matcher definition = Pattern.compile("SynodAction(\\d+) ==").matcher(lines.get(at - 1));
            if (definition.matches()) {
                String action = mapping.actions().keySet().stream()
                        .skip(Integer.parseInt(definition.group(1)) - 1L)
                        .findFirst()
                        .orElse("");
                return "the action '" + action + "', in `" + text.replaceFirst("^/\\\\ ", "") + "`: ";
            }
            if (lines.get(at - 1).startsWith("SynodSilent")) {
                return "a silent action, in `" + text.replaceFirst("^\\\\/ ", "") + "`: ";
            }
        }
        return "";
    }

    private String what() {
        Matcher operator = OPERATOR.matcher(said);
        String text = operator.find()
                ? operator.group()
                : said.lines()
                        .map(String::strip)
                        .filter(l -> l.matches("(?i).*(error|fail|unknown|undefined|not|missing|expect).*"))
                        .filter(
                                l -> !l.matches(
                                        "(?i)(parsing or semantic analysis failed.*|\\*+ ?errors.*|semantic errors:?|fatal errors.*)"))
                        .findFirst()
                        .orElse(String.valueOf(thrown.getMessage()));
        return text.strip().replaceAll("\\s+", " ").replaceAll("\\.$", "");
    }
}

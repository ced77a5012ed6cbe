package org.synod.conformance.trace;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.tla.Conditions;
import org.synod.conformance.tla.Miss;
import org.synod.conformance.tla.Relaxed;
import org.synod.conformance.tla.Source;
import org.synod.conformance.tla.ValueWords;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.OpDefNode;
import tlc2.tool.TLCState;
import tlc2.util.Context;
import tlc2.value.impl.Value;

/**
 * Why an event is no step of the specification, for a person who has written neither: the conditions that are false, what
 * would have to be otherwise, which events made it so, and what would have been allowed.
 */
final class RefusalExplainer {

    /** What a variable or a field of this name holds is a ballot, which the specification only numbers. */
    private static final Set<String> BALLOTS = Set.of("ballot", "promised", "b", "led", "votes", "VotesAt");

    private static final int CONTEXT = 8;
    private static final int ALLOWED = 10;
    private static final int OF_ONE_ACTION = 3;

    private static final Set<String> FAULTS = Set.of("Crash", "LoseDisk", "Restart", "Leave");

    private final SpecEvaluator spec;
    private final boolean inOrder;
    private final GroupState state;
    private final History history;
    private final Source source;
    private final ValueWords words;
    private final Conditions conditions;

    RefusalExplainer(SpecEvaluator spec, boolean inOrder, TLCState state, History history) {
        this.spec = spec;
        this.inOrder = inOrder;
        this.state = new GroupState(spec, state);
        this.history = history;
        this.source = new Source(spec::moduleFile);
        this.words = new ValueWords(BALLOTS, b -> spec.ballotNumber(b) + "." + spec.ballotOwner(b));
        this.conditions = new Conditions(spec.tool(), source, words);
    }

    /**
     * Explains.
     *
     * @param reason what is known already, as a sentence
     * @param broken the property that the step breaks
     */
    TraceVerdict.Refusal explain(TraceEvent event, @Nullable String reason, @Nullable String broken) {
        List<String> context =
                history.last(CONTEXT).stream().map(TraceEvent::toString).toList();
        OpDefNode action = spec.tool().getRootModule().getOpDef("Trace" + event.action());
        if (action == null) {
            return TraceVerdict.Refusal.of(
                    event.toString(), "the specification has no action " + event.action(), context);
        }
        Value value = spec.event(event.action(), event.replica(), inOrder, event.parameters());
        List<Miss> misses = broken == null ? falseOnes(action, value) : violated(broken, value);
        Origin origin = new Origin(spec, state, history, words, event, misses);
        String because = reason != null
                ? reason
                : misses.isEmpty()
                        ? broken == null ? unexplained(event) : breaks(broken)
                        : (broken == null ? "" : breaks(broken) + ": ")
                                + misses.getFirst().text();
        return new TraceVerdict.Refusal(
                event.toString(),
                because,
                misses.stream().map(RefusalExplainer::whole).toList(),
                meaning(event.action(), broken),
                new SmallestChange(spec, state, event).find(),
                origin.words(),
                allowed(event),
                context,
                origin.state(),
                new RefusalPicture(event, because).svg(origin.events(), history));
    }

    private static String whole(Miss miss) {
        return miss.nearest().isEmpty() ? miss.text() : miss.text() + "; " + String.join("; ", miss.nearest());
    }

    private static String unexplained(TraceEvent event) {
        return "every condition of " + event.action()
                + " holds, but what the event reports does not agree with what the step would do";
    }

    private String breaks(String property) {
        return "the step breaks the property " + property.replaceFirst("^Trace", "");
    }

    private List<Miss> falseOnes(OpDefNode action, Value event) {
        Context context = Context.Empty;
        for (FormalParamNode parameter : action.getParams()) {
            context = context.cons(parameter, event);
        }
        List<Miss> misses = conditions.falseOnes(action.getBody(), context, state.tlc());
        if (!misses.isEmpty()) {
            return misses;
        }
        List<Miss> reported = new ArrayList<>();
        for (Relaxed.Step step : new Relaxed(spec.tool()).steps(action, context, state.tlc())) {
            reported.addAll(conditions.falseOnes(step.condition(), step.context(), state.tlc(), step.next()));
        }
        return reported;
    }

    private List<Miss> violated(String property, Value event) {
        OpDefNode definition = spec.tool().getRootModule().getOpDef(property);
        for (TLCState next : spec.step(state.tlc(), event)) {
            if (property.equals(spec.broken(next))) {
                return conditions.falseOnes(definition.getBody(), Context.Empty, next);
            }
        }
        return List.of();
    }

    /** The comment above the definition, in whichever module says most of it. */
    private String meaning(String action, @Nullable String broken) {
        String name = broken == null ? action : broken.replaceFirst("^Trace", "");
        for (String prefix : List.of("G!", "", "Trace")) {
            OpDefNode definition = spec.tool().getRootModule().getOpDef(prefix + name);
            String comment = definition == null ? "" : source.commentAbove(definition.getSource());
            if (comment.contains(" ")) {
                return comment;
            }
        }
        return "";
    }

    /** Events of the same replica that would have conformed, of no action more than a few. */
    private List<String> allowed(TraceEvent event) {
        SortedSet<String> actions = new TreeSet<>(Vocabulary.actions().keySet());
        actions.removeAll(FAULTS);
        Candidates candidates = new Candidates(spec, state);
        Trial trial = new Trial(spec);
        Set<String> allowed = new LinkedHashSet<>();
        // First the action that was meant, then what else there is.
        List<String> order = new ArrayList<>(List.of(event.action()));
        order.addAll(actions);
        for (String action : order) {
            candidates.of(action, event.replica()).stream()
                    .filter(p -> !p.equals(event.parameters()))
                    .filter(p -> trial.conforms(state.tlc(), event.with(action, event.replica(), p)))
                    .limit(action.equals(event.action()) ? OF_ONE_ACTION : 1)
                    .forEach(p -> allowed.add(Candidates.words(event.replica(), action, p)));
        }
        return allowed.stream().limit(ALLOWED).toList();
    }
}

package org.synod.conformance.trace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.synod.conformance.tla.Source;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tlc2.tool.Action;
import tlc2.tool.coverage.CostModel;

/**
 * Which branches of the specification the events of traces took: each arm of each IF and CASE, and each alternative of each
 * disjunction, in the actions and in all that they are defined by.
 *
 * <p>TLC tells its cost model of every expression that it evaluates. This one counts those at which a branch begins; an arm
 * that is a mere number or name of a string is not told of, and gets what the other arm has not.
 */
public final class Branches {

    /**
     * One branch.
     *
     * @param module the module that it stands in
     * @param line the line that it begins at
     * @param what the kind of branch, and its text
     * @param taken how often
     */
    public record Branch(String module, int line, String what, long taken) {}

    private record Arm(
            SemanticNode node,
            @Nullable OpApplNode whole,
            @Nullable SemanticNode other,
            String kind) {}

    /** Counts, and is its own model for all that is below an expression. */
    private static final class Counter implements CostModel {
        private final IdentityHashMap<SemanticNode, LongAdder> counts;

        Counter(IdentityHashMap<SemanticNode, LongAdder> counts) {
            this.counts = counts;
        }

        @Override
        public CostModel get(SemanticNode node) {
            LongAdder count = counts.get(node);
            if (count != null) {
                count.increment();
            }
            return this;
        }

        @Override
        public CostModel getAndIncrement(SemanticNode node) {
            return get(node);
        }

        @Override
        public CostModel incInvocations() {
            return this;
        }

        @Override
        public CostModel incInvocations(long more) {
            return this;
        }

        @Override
        public CostModel incSecondary() {
            return this;
        }

        @Override
        public CostModel incSecondary(long more) {
            return this;
        }

        @Override
        public CostModel report() {
            return this;
        }

        @Override
        public CostModel getRoot() {
            return this;
        }
    }

    private final SpecEvaluator spec;
    private final Source source;
    private final List<Arm> arms = new ArrayList<>();
    private final IdentityHashMap<SemanticNode, LongAdder> counts = new IdentityHashMap<>();
    private final Set<SemanticNode> seen = new HashSet<>();

    private Branches(SpecEvaluator spec) {
        this.spec = spec;
        this.source = new Source(spec::moduleFile);
    }

    /** Counts from now on, for all that this evaluator is asked. */
    static Branches of(SpecEvaluator spec, Iterable<Action> actions) {
        Branches branches = new Branches(spec);
        for (Action action : actions) {
            branches.walk(action.pred);
        }
        for (Arm arm : branches.arms) {
            branches.count(arm.node());
            branches.count(arm.whole());
            branches.count(arm.other());
        }
        CostModel counter = new Counter(branches.counts);
        actions.forEach(action -> action.cm = counter);
        return branches;
    }

    private void count(@Nullable SemanticNode node) {
        if (node != null) {
            counts.computeIfAbsent(node, n -> new LongAdder());
        }
    }

    /** All of them, in the order of the actions. */
    public List<Branch> all() {
        return arms.stream()
                .map(arm -> new Branch(
                        arm.node().getLocation().source(),
                        arm.node().getLocation().beginLine(),
                        arm.kind() + " " + source.text(arm.node()),
                        taken(arm)))
                .toList();
    }

    private long taken(Arm arm) {
        long own = counted(arm.node());
        if (arm.node() instanceof OpApplNode || arm.whole() == null || arm.other() == null) {
            return own;
        }
        return counted(arm.whole()) - counted(arm.other());
    }

    private long counted(SemanticNode node) {
        LongAdder count = counts.get(node);
        return count == null ? 0 : count.sum();
    }

    private void walk(@Nullable SemanticNode node) {
        if (node == null || !seen.add(node)) {
            return;
        }
        if (node instanceof LetInNode let) {
            for (OpDefNode definition : let.getLets()) {
                walk(definition.getBody());
            }
            walk(let.getBody());
        } else if (node instanceof OpApplNode application && !isFunction(application)) {
            branches(application);
            if (application.getOperator() instanceof OpDefNode definition && spec.isOwn(definition)) {
                walk(TraceModel.meant(spec.tool(), definition).getBody());
            }
            for (ExprOrOpArgNode argument : application.getArgs()) {
                walk(argument);
            }
            ExprOrOpArgNode[] bounds = application.getBdedQuantBounds();
            if (bounds != null) {
                for (ExprOrOpArgNode bound : bounds) {
                    walk(bound);
                }
            }
        }
    }

    /** TLC builds a function later, and tells nobody; one over all replicas takes each arm for some of them. */
    private static boolean isFunction(OpApplNode application) {
        return application.getOperator().getName().equals("$FcnConstructor");
    }

    private void branches(OpApplNode application) {
        ExprOrOpArgNode[] arguments = application.getArgs();
        switch (application.getOperator().getName().toString()) {
            case "$IfThenElse" -> {
                arms.add(new Arm(arguments[1], application, arguments[2], "THEN"));
                arms.add(new Arm(arguments[2], application, arguments[1], "ELSE"));
            }
            case "$Case" -> {
                for (ExprOrOpArgNode pair : arguments) {
                    arms.add(new Arm(((OpApplNode) pair).getArgs()[1], null, null, "CASE"));
                }
            }
            case "$DisjList", "\\lor" -> {
                for (ExprOrOpArgNode alternative : arguments) {
                    arms.add(new Arm(alternative, null, null, "OR"));
                }
            }
            default -> {}
        }
    }
}

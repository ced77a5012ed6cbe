package org.synod.conformance.tla;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;

/** The names that a piece of a specification speaks of, those behind its definitions included. */
public final class Names {

    private static final String PRIME = "'";

    private Names() {}

    /** The variables that it looks at or sets, but for those that it only says are unchanged. */
    public static SortedSet<String> variables(SemanticNode node, FastTool tool) {
        SortedSet<String> names = new TreeSet<>();
        collect(node, tool, false, false, names, new HashSet<>());
        return names;
    }

    /** The variables that it gives a value in the next state. */
    public static SortedSet<String> written(SemanticNode node, FastTool tool) {
        SortedSet<String> names = new TreeSet<>();
        collect(node, tool, true, false, names, new HashSet<>());
        return names;
    }

    private static void collect(
            SemanticNode node,
            FastTool tool,
            boolean primedOnly,
            boolean primed,
            Set<String> names,
            Set<OpDefNode> seen) {
        boolean inPrime = primed;
        if (node instanceof OpApplNode application) {
            SymbolNode operator = application.getOperator();
            String name = operator.getName().toString();
            if (name.equals("UNCHANGED")) {
                return;
            }
            inPrime = primed || name.equals(PRIME);
            if (operator instanceof OpDeclNode declared
                    && declared.getKind() == ASTConstants.VariableDeclKind
                    && (inPrime || !primedOnly)) {
                names.add(name);
            }
            // The model may put another definition in its place.
            if (operator instanceof OpDefNode
                    && tool.lookup(operator, Context.Empty, false) instanceof OpDefNode definition
                    && definition.getBody() != null
                    && seen.add(definition)) {
                collect(definition.getBody(), tool, primedOnly, inPrime, names, seen);
            }
        }
        SemanticNode[] children = node.getChildren();
        if (children != null) {
            for (SemanticNode child : children) {
                collect(child, tool, primedOnly, inPrime, names, seen);
            }
        }
    }

    /** The parameters and bound names in the node itself. */
    static Map<String, FormalParamNode> parameters(SemanticNode node) {
        Map<String, FormalParamNode> names = new LinkedHashMap<>();
        parameters(node, names);
        return Collections.unmodifiableMap(names);
    }

    private static void parameters(SemanticNode node, Map<String, FormalParamNode> names) {
        if (node instanceof OpApplNode application && application.getOperator() instanceof FormalParamNode parameter) {
            names.put(parameter.getName().toString(), parameter);
        }
        SemanticNode[] children = node.getChildren();
        if (children != null) {
            for (SemanticNode child : children) {
                parameters(child, names);
            }
        }
    }
}

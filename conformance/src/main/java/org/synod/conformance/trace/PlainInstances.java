package org.synod.conformance.trace;

import org.jspecify.annotations.Nullable;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpArgNode;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.Subst;
import tla2sany.semantic.SubstInNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.impl.FastTool;
import tlc2.util.Context;

/**
 * Takes the substitutions off the instances that substitute nothing.
 *
 * <p>{@code G == INSTANCE ReplicationGroup} puts each variable and each constant in the place of the one of the same name.
 * TLC does that anew whenever it evaluates an operator of G, and finds every name in it by going through all of them: most
 * of the time of an event went there. It knows variables by their names, so that it finds them without; of constants it
 * has to be told the values.
 */
final class PlainInstances {

    private PlainInstances() {}

    /** Does so for all definitions of the specification. */
    static void of(FastTool tool) {
        for (OpDefNode definition : tool.getRootModule().getOpDefs()) {
            while (definition.getBody() instanceof SubstInNode instance && isPlain(instance)) {
                tellConstants(instance, tool);
                definition.setBody(instance.getBody());
            }
        }
    }

    private static boolean isPlain(SubstInNode instance) {
        for (Subst substitution : instance.getSubsts()) {
            SymbolNode by = declared(substitution.getExpr());
            if (by == null || !by.getName().equals(substitution.getOp().getName())) {
                return false;
            }
        }
        return true;
    }

    /** The variable or constant that the expression is; null when it is another expression. */
    private static @Nullable SymbolNode declared(ExprOrOpArgNode expression) {
        SymbolNode symbol = switch (expression) {
            case OpApplNode application -> application.getOperator();
            case OpArgNode operator -> operator.getOp();
            default -> null;
        };
        return symbol instanceof OpDeclNode ? symbol : null;
    }

    private static void tellConstants(SubstInNode instance, FastTool tool) {
        for (Subst substitution : instance.getSubsts()) {
            OpDeclNode of = substitution.getOp();
            if (of.getKind() == OpDeclNode.ConstantDeclKind) {
                SymbolNode by = declared(substitution.getExpr());
                of.setToolObject(tool.getId(), tool.lookup(by, Context.Empty, false));
            }
        }
    }
}

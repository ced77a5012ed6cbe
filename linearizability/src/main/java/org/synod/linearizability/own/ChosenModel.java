package org.synod.linearizability.own;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.check.Checker;
import org.synod.linearizability.check.Limits;
import org.synod.linearizability.check.Part;
import org.synod.linearizability.check.Progress;
import org.synod.linearizability.check.Verdict;
import org.synod.linearizability.history.History;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.NamedModel;
import org.synod.linearizability.model.UnknownModelException;

/** What a history is judged by: a model that has a name here, or one of the caller's own. */
public final class ChosenModel {
    private final String name;
    private final Model initial;
    private final @Nullable NamedModel named;
    private final boolean keyed;

    private ChosenModel(String name, Model initial, @Nullable NamedModel named, boolean keyed) {
        this.name = name;
        this.initial = initial;
        this.named = named;
        this.keyed = keyed;
    }

    /**
     * The model that a command names.
     *
     * @param name a name of {@link NamedModel}, {@code java:CLASS}, {@code java:CLASS#MEMBER}, {@code clj:NAMESPACE/NAME}
     *     or {@code clj:FILE#NAME}
     * @param classPath where the last four are looked for, before the class path of this program
     * @param keyed whether a model of one's own is that of each key; the others see by themselves whether there are keys
     * @throws UnknownModelException when there is no such model; the message is one sentence
     */
    public static ChosenModel of(String name, List<Path> classPath, boolean keyed) {
        return OwnModels.isOwn(name) ? of(name, OwnModels.load(name, classPath), keyed) : of(name, NamedModel.of(name));
    }

    /** A model of the caller's own. */
    public static ChosenModel of(String name, Model initial, boolean keyed) {
        return new ChosenModel(name, GuardedModel.of(name, initial), null, keyed);
    }

    /** A model that has a name. */
    public static ChosenModel of(String name, NamedModel model) {
        return new ChosenModel(name, model.initial(), model, false);
    }

    /** As the caller named it. */
    public String name() {
        return name;
    }

    /** The model with what a history for it may contain; null for one of the caller's own. */
    public @Nullable NamedModel named() {
        return named;
    }

    /**
     * Judges a history.
     *
     * @throws org.synod.linearizability.history.BadHistoryException when the history is not one for the model
     * @throws BrokenModelException when a model of the caller's own is none
     */
    public Verdict check(History history, Limits limits) {
        return check(history, limits, Progress.NONE);
    }

    /**
     * The same, telling how far it is.
     *
     * @throws org.synod.linearizability.history.BadHistoryException when the history is not one for the model
     * @throws BrokenModelException when a model of the caller's own is none
     */
    public Verdict check(History history, Limits limits, Progress progress) {
        try {
            return Checker.check(history, objects(history), limits, progress);
        } catch (BrokenModelException e) {
            throw e.in(history.source());
        }
    }

    /**
     * The objects of the history, smallest first.
     *
     * @throws org.synod.linearizability.history.BadHistoryException when the history is not one for the model
     */
    public List<Part> objects(History history) {
        return named == null ? Checker.objects(history, initial, keyed) : Checker.objects(history, named);
    }

    /** One object, and the verdict on it alone. */
    public record Judged(Part object, Verdict verdict) {}

    /**
     * Judges every object by itself, smallest first, and does not stop at the first that is violated. Each may use an
     * equal share of the time that is left.
     */
    public List<Judged> each(History history, Limits limits) {
        List<Part> objects = objects(history);
        List<Judged> judged = new ArrayList<>();
        long start = System.nanoTime();
        for (Part object : objects) {
            long left = limits.timeMillis() - (System.nanoTime() - start) / 1_000_000;
            long share = Math.max(1, left / (objects.size() - judged.size()));
            try {
                judged.add(new Judged(object, Checker.checkAlone(object, objects, limits.withTimeMillis(share))));
            } catch (BrokenModelException e) {
                throw e.in(history.source());
            }
        }
        return judged;
    }
}

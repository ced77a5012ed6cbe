package org.synod.linearizability.own;

import clojure.java.api.Clojure;
import clojure.lang.IFn;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.synod.linearizability.model.Model;
import org.synod.linearizability.model.UnknownModelException;

/** Finds models of somebody's own by name. */
final class OwnModels {
    private static final String JAVA = "java:";
    private static final String CLOJURE = "clj:";

    private final String name;
    private final ClassLoader loader;

    private OwnModels(String name, ClassLoader loader) {
        this.name = name;
        this.loader = loader;
    }

    static boolean isOwn(String name) {
        return name.startsWith(JAVA) || name.startsWith(CLOJURE);
    }

    static Model load(String name, List<Path> classPath) {
        OwnModels models = new OwnModels(name, loader(name, classPath));
        return name.startsWith(JAVA)
                ? models.ofJava(name.substring(JAVA.length()))
                : models.ofClojure(name.substring(CLOJURE.length()));
    }

    private static ClassLoader loader(String name, List<Path> classPath) {
        List<URL> urls = new ArrayList<>();
        for (Path entry : classPath) {
            if (!Files.exists(entry)) {
                throw UnknownModelException.because(name, "the class path names " + entry + ", which is not there.");
            }
            try {
                urls.add(entry.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("a file has an address", e);
            }
        }
        return new URLClassLoader(urls.toArray(new URL[0]), OwnModels.class.getClassLoader());
    }

    private Model ofJava(String place) {
        int hash = place.indexOf('#');
        String className = hash < 0 ? place : place.substring(0, hash);
        Class<?> type;
        try {
            type = Class.forName(className, true, loader);
        } catch (ClassNotFoundException e) {
            throw because("there is no class " + className + " on the class path.");
        } catch (LinkageError e) {
            throw because("the class " + className + " cannot be loaded (" + e + ").");
        }
        try {
            return model(hash < 0 ? initial(type) : member(type, place.substring(hash + 1)));
        } catch (InvocationTargetException e) {
            throw because("making its initial state throws " + e.getCause() + ".");
        } catch (ExceptionInInitializerError e) {
            throw because("the class " + className + " cannot be initialized (" + e.getCause() + ").");
        } catch (ReflectiveOperationException e) {
            throw because(
                    "the class " + className + " has no public constructor without arguments, and no public static"
                            + " initial(); name another static member as java:" + className + "#NAME.");
        }
    }

    /** By the static method {@code initial} or else by the constructor without arguments. */
    private static @Nullable Object initial(Class<?> type) throws ReflectiveOperationException {
        try {
            return member(type, "initial");
        } catch (NoSuchMethodException e) {
            return type.getConstructor().newInstance();
        }
    }

    /** What a static field or a static method without arguments holds. */
    private static @Nullable Object member(Class<?> type, String member) throws ReflectiveOperationException {
        try {
            var field = type.getField(member);
            if (Modifier.isStatic(field.getModifiers())) {
                return field.get(null);
            }
        } catch (NoSuchFieldException e) {
            // Then it is a method.
        }
        var method = type.getMethod(member);
        if (!Modifier.isStatic(method.getModifiers())) {
            throw new NoSuchMethodException(member);
        }
        return method.invoke(null);
    }

    private Model ofClojure(String place) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            IFn require = Clojure.var("clojure.core", "require");
            require.invoke(Clojure.read("synod.linearizability.own"));
            return model(Clojure.var("synod.linearizability.own", "model-at").invoke(place));
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // Loading a namespace runs it, and Clojure throws what it likes.
            throw e instanceof UnknownModelException known ? known : because(reason(e));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** The innermost cause: Clojure's compiler wraps what is wrong into where it is wrong. */
    private static String reason(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return message.endsWith(".")
                ? message
                : message + " (" + cause.getClass().getSimpleName() + ").";
    }

    private Model model(@Nullable Object found) {
        if (found instanceof Model model) {
            return model;
        }
        throw because("what is there is no model: "
                + (found == null
                        ? "null."
                        : found.getClass().getName() + " does not implement " + Model.class.getName() + "."));
    }

    private UnknownModelException because(String why) {
        return UnknownModelException.because(name, why);
    }
}

package dev.understory.plan;

import dev.understory.application.Application;
import dev.understory.scenario.Loading.Hosted;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Loads a user's application from the class path, or from folders and jars that are named beside it. */
public final class ApplicationLoader implements RunPlan.Applications {
    private final ClassLoader loader;

    private ApplicationLoader(ClassLoader loader) {
        this.loader = loader;
    }

    /** A loader for a class path in the form of the platform; it may be empty. */
    public static ApplicationLoader of(String classPath) {
        List<URL> places = new ArrayList<>();
        for (String part : classPath.split(File.pathSeparator, -1)) {
            if (!part.isEmpty()) {
                places.add(place(Path.of(part)));
            }
        }
        ClassLoader parent = ApplicationLoader.class.getClassLoader();
        return new ApplicationLoader(
                places.isEmpty() ? parent : new URLClassLoader(places.toArray(new URL[0]), parent));
    }

    @Override
    public Supplier<Application> find(Hosted workload) {
        Class<?> type;
        try {
            type = Class.forName(workload.className(), true, loader);
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new UnrunnableException(
                    "there is no class " + workload.className() + " on the class path (option --classpath)", missing);
        }
        if (!Application.class.isAssignableFrom(type)) {
            throw new UnrunnableException(workload.className() + " does not implement " + Application.class.getName());
        }
        Constructor<?> constructor = constructor(type);
        Object[] arguments = constructor.getParameterCount() == 0 ? new Object[0] : new Object[] {workload.settings()};
        instance(constructor, arguments, workload);
        return () -> instance(constructor, arguments, workload);
    }

    private static Constructor<?> constructor(Class<?> type) {
        try {
            return type.getConstructor(Map.class);
        } catch (NoSuchMethodException none) {
            try {
                return type.getConstructor();
            } catch (NoSuchMethodException neither) {
                throw new UnrunnableException(
                        type.getName() + " has no public constructor without parameters or with a Map<String, String>",
                        neither);
            }
        }
    }

    private static Application instance(Constructor<?> constructor, Object[] arguments, Hosted workload) {
        try {
            return (Application) constructor.newInstance(arguments);
        } catch (InvocationTargetException failed) {
            throw new UnrunnableException(
                    "the constructor of " + workload.className() + " failed: " + failed.getCause(), failed);
        } catch (InstantiationException | IllegalAccessException wrong) {
            throw new UnrunnableException(workload.className() + " cannot be made: " + wrong, wrong);
        }
    }

    private static URL place(Path path) {
        if (!Files.exists(path)) {
            throw new UnrunnableException("--classpath: " + path + " does not exist");
        }
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException wrong) {
            throw new UnrunnableException("--classpath: " + path + " cannot be used: " + wrong.getMessage(), wrong);
        }
    }
}

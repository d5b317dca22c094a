package dev.understory.engine;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/**
 * Stands before logging: what simulated nodes log goes nowhere, and their errors (among them every exception that an
 * actor throws) are kept as {@link NodeFailure}s. Log lines of other threads pass.
 */
final class ErrorCapture extends TurboFilter {
    private static final ErrorCapture INSTANCE = new ErrorCapture();

    private ErrorCapture() {}

    /** Installs it once per JVM; without Logback behind SLF4J there is nothing to install. */
    static void install() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            synchronized (INSTANCE) {
                if (!context.getTurboFilterList().contains(INSTANCE)) {
                    INSTANCE.setContext(context);
                    INSTANCE.setName("simulated-nodes");
                    INSTANCE.start();
                    context.addTurboFilter(INSTANCE);
                }
            }
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable cause) {
        Shard shard = Shard.running();
        if (shard == null) {
            return FilterReply.NEUTRAL;
        }
        // An exception without a message is logged without a text; who asks whether errors are logged gives neither.
        if ((format != null || cause != null) && level.isGreaterOrEqual(Level.ERROR)) {
            shard.captureFailure(logger.getName(), format, parameters, cause);
            return FilterReply.DENY;
        }
        return level.isGreaterOrEqual(Level.ERROR) ? FilterReply.ACCEPT : FilterReply.DENY;
    }

    static String format(@Nullable String format, Object @Nullable [] parameters, @Nullable Throwable cause) {
        String text = MessageFormatter.arrayFormat(format, parameters, cause).getMessage();
        return text == null || text.isEmpty() ? String.valueOf(cause) : text;
    }
}

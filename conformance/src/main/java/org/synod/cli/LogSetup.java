package org.synod.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the log to standard error, as lines of text; {@link #json} makes them JSON. Logback finds this class by its
 * name in {@code META-INF/services}. The system property {@code synod.log} is the level from which on lines are written;
 * a file that {@code logback.configurationFile} names takes the place of all of this.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    static final String FILE = "logback.configurationFile";
    private static final String PATTERN = "[%thread] %level %logger - %msg%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(PATTERN);
        text.start();
        use(context, text);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** From now on each line of this process's log is a JSON object. */
    static void json(String node, String group) {
        if (System.getProperty(FILE) == null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            JsonLines lines = new JsonLines(node, group);
            lines.setContext(context);
            lines.start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
            use(context, lines);
        }
    }

    private static void use(LoggerContext context, Encoder<ILoggingEvent> encoder) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(System.getProperty("synod.log"), Level.INFO));
        root.addAppender(appender);
    }
}

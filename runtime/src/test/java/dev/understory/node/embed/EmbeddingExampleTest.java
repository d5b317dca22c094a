package dev.understory.node.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells embedders to write. */
final class EmbeddingExampleTest {
    private static final String FRAME = """
            import dev.understory.mux.Topic;
            import dev.understory.node.config.NodeConfig;
            import dev.understory.node.embed.*;
            import dev.understory.wire.Bytes;
            import java.util.List;

            class Embedding {
                void example() {
            EXAMPLE
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void theExampleOfTheReadmeCompiles() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("```java\n") + "```java\n".length();
        String example = readme.substring(begin, readme.indexOf("```", begin));
        assertThat(example).contains("P2pNode.start(config)");
        Path source = Files.writeString(folder.resolve("Embedding.java"), FRAME.replace("EXAMPLE", example));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        boolean compiled = compiler.getTask(
                        problems,
                        null,
                        null,
                        List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", folder.toString()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        assertThat(compiled).as(problems.toString()).isTrue();
    }
}

import io.trino.server.Server;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Trino's server, as its tarball would start it, that ends when its standard input does: hence with the
 * process that holds the other end, however that one ends. Its folder goes with it.
 *
 * <p>Arguments: Trino's version, the folder.
 */
public class TrinoServer {
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        Thread.ofPlatform().daemon().start(() -> {
            waitForEndOfInput();
            // Trino goes on writing meanwhile.
            for (int tries = 0; tries < 20 && Files.exists(folder); tries++) {
                delete(folder);
            }
            Runtime.getRuntime().halt(0);
        });
        new Server().start(arguments[0]);
    }

    private static void waitForEndOfInput() {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException broken) {
            // is an end, too
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException vanished) {
            // the next try sees what is left
        }
    }
}

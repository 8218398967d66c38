package wabahub.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Measures every row, or those that are named, and writes RESULTS.md when it was all of them.
public final class Bench {
  private static final Path RESULTS = Path.of("RESULTS.md");
  private static final String MARK = "<!-- measured: what is below is written by bench/run -->";

  private Bench() {}

  /// Arguments: `--rounds N`, `--seconds N`, names of rows.
  public static void main(String[] args) throws IOException {
    int rounds = 5;
    int seconds = 60;
    int listSeconds = 10;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        case "--seconds" -> {
          seconds = Integer.parseInt(args[++i]);
          listSeconds = Math.min(seconds, listSeconds);
        }
        default -> names.add(args[i]);
      }
    }
    Map<String, Supplier<List<Row>>> all = rows(rounds, seconds, listSeconds);
    if (!all.keySet().containsAll(names)) {
      System.err.println("Rows: " + String.join(" ", all.keySet()));
      System.exit(2);
    }
    Set<String> wanted = names.isEmpty() ? all.keySet() : Set.copyOf(names);
    List<String> lines = new ArrayList<>();
    all.forEach((name, row) -> {
      if (wanted.contains(name)) {
        for (Row result : row.get()) {
          lines.add(result.markdown());
          System.out.println(result.markdown());
        }
      }
    });
    if (names.isEmpty()) {
      write(rounds, seconds, lines);
    }
  }

  private static Map<String, Supplier<List<Row>>> rows(int rounds, int seconds, int listSeconds) {
    Map<String, Supplier<List<Row>>> rows = new LinkedHashMap<>();
    for (String engine : List.of("postgresql", "sqlite")) {
      rows.put("intake-" + engine, () -> new Intake(engine, rounds, seconds).measure());
    }
    for (String engine : List.of("postgresql", "sqlite")) {
      int shorter = Math.min(seconds, 20);
      rows.put("intake-full-" + engine, () -> new Intake(engine, rounds, shorter).measureFull());
    }
    rows.put("lists", () -> new Lists(rounds, listSeconds).measure());
    for (String engine : List.of("postgresql", "sqlite")) {
      rows.put("lists-full-" + engine, () -> new Lists(rounds, listSeconds).measureFull(engine));
    }
    for (String engine : List.of("postgresql", "sqlite")) {
      rows.put("console-" + engine, () -> new Consoles(rounds, engine).measure());
    }
    rows.put("start", () -> new Starts(rounds).measure());
    return rows;
  }

  private static void write(int rounds, int seconds, List<String> lines) throws IOException {
    String old = Files.exists(RESULTS) ? Files.readString(RESULTS) : "# Results\n\n" + MARK + "\n";
    String text =
        old.substring(0, old.indexOf(MARK))
            + MARK
            + "\n\n%s, commit %s, %s; %d rounds of %d s (10 million facts: 20 s, lists: 10 s), baseline and hub in turns; medians (smallest–largest).\n\n"
                .formatted(LocalDate.now(), commit(), machine(), rounds, seconds)
            + "| what | baseline | hub | compared | target | reached |\n"
            + "| --- | --- | --- | --- | --- | --- |\n"
            + String.join("\n", lines)
            + "\n";
    Files.writeString(RESULTS, text);
  }

  private static String commit() throws IOException {
    return out("git", "describe", "--always", "--dirty");
  }

  private static String machine() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.replaceFirst(".*: ", ""))
            .findFirst()
            .orElse("unknown processor");
    return "%d cores (%s), Linux %s, Java %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            model,
            System.getProperty("os.version"),
            Runtime.version());
  }

  private static String out(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}

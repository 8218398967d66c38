package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/// The rules of CONTRIBUTING.md that a machine can hold.
final class ArchitectureTest {
  private static final String ROOT = "wabahub";

  /// Which packages a package may use; the root, which wires them, uses all. None uses itself by
  /// way of another: each line names lines above it only.
  private static final Map<String, Set<String>> USES =
      Map.ofEntries(
          Map.entry("http", Set.of()),
          Map.entry("storage", Set.of()),
          Map.entry("egress", Set.of()),
          Map.entry("hubs", Set.of("storage")),
          Map.entry("pages", Set.of("http")),
          Map.entry("sandbox", Set.of("http")),
          Map.entry("secrets", Set.of("storage")),
          Map.entry("ops", Set.of("http")),
          Map.entry("partners", Set.of("hubs", "http", "storage", "ops", "secrets")),
          Map.entry("graph", Set.of("http", "ops", "secrets", "egress")),
          Map.entry(
              "outbox", Set.of("hubs", "http", "storage", "ops", "secrets", "partners", "egress")),
          Map.entry(
              "numbers", Set.of("hubs", "http", "storage", "ops", "secrets", "partners", "outbox")),
          Map.entry(
              "metering",
              Set.of("hubs", "http", "storage", "ops", "secrets", "partners", "numbers")),
          Map.entry(
              "onboarding",
              Set.of(
                  "hubs",
                  "http",
                  "storage",
                  "egress",
                  "pages",
                  "ops",
                  "secrets",
                  "partners",
                  "graph",
                  "outbox",
                  "numbers")),
          Map.entry(
              "messages",
              Set.of("hubs", "http", "storage", "ops", "secrets", "partners", "graph", "numbers")),
          Map.entry(
              "feed",
              Set.of(
                  "hubs",
                  "http",
                  "secrets",
                  "partners",
                  "outbox",
                  "numbers",
                  "metering",
                  "messages")),
          Map.entry(
              "roster",
              Set.of(
                  "hubs", "http", "storage", "ops", "secrets", "partners", "numbers", "metering")),
          Map.entry(
              "intake",
              Set.of(
                  "hubs",
                  "http",
                  "storage",
                  "ops",
                  "secrets",
                  "partners",
                  "numbers",
                  "messages",
                  "feed",
                  "metering",
                  "roster")),
          Map.entry(
              "console",
              Set.of(
                  "hubs",
                  "http",
                  "storage",
                  "pages",
                  "ops",
                  "secrets",
                  "partners",
                  "numbers",
                  "onboarding",
                  "metering",
                  "roster",
                  "outbox",
                  "intake")));

  /// Public classes with behaviour beside the door of their package.
  private static final Set<String> BESIDE_THE_DOOR =
      Set.of("http.Json", "http.Csv", "hubs.Turns", "secrets.Signer");

  /// Classes that speak SQL and are not named so.
  private static final Set<String> SPEAK_SQL = Set.of("secrets.DataKeys");

  /// Who reads and writes a table.
  private static final Map<String, String> OWNERS =
      Map.ofEntries(
          Map.entry("data_key", "secrets"),
          Map.entry("hub", "hubs"),
          Map.entry("hold", "hubs"),
          Map.entry("change_log", "hubs"),
          Map.entry("partner", "partners"),
          Map.entry("partner_zone", "partners"),
          Map.entry("access_token", "partners"),
          Map.entry("webhook", "outbox"),
          Map.entry("delivery", "outbox"),
          Map.entry("delivery_attempt", "outbox"),
          Map.entry("world", "numbers"),
          Map.entry("number", "numbers"),
          Map.entry("registration", "numbers"),
          Map.entry("number_state", "numbers"),
          Map.entry("account_event", "numbers"),
          Map.entry("branding", "onboarding"),
          Map.entry("registered_number", "onboarding"),
          Map.entry("temporary_number", "onboarding"),
          Map.entry("onboarding", "onboarding"),
          Map.entry("onboarding_step", "onboarding"),
          Map.entry("sign_up", "onboarding"),
          Map.entry("sign_up_code", "onboarding"),
          Map.entry("shared_waba", "onboarding"),
          Map.entry("number_pin", "onboarding"),
          Map.entry("departure", "onboarding"),
          Map.entry("watch", "onboarding"),
          Map.entry("message", "messages"),
          Map.entry("contact", "messages"),
          Map.entry("send_key", "messages"),
          Map.entry("unit", "metering"),
          Map.entry("lent_pricing", "metering"),
          Map.entry("customer_message", "metering"),
          Map.entry("customer_sessions", "metering"),
          Map.entry("usage_day", "metering"),
          Map.entry("usage_month", "metering"),
          Map.entry("usage_change", "metering"),
          Map.entry("stream", "intake"),
          Map.entry("console_session", "console"),
          Map.entry("held", "intake"),
          Map.entry("set_aside", "intake"),
          Map.entry("journal", "intake"),
          Map.entry("journal_other", "intake"),
          Map.entry("journal_identity", "intake"));

  private static final Pattern TABLE =
      Pattern.compile("\\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\\s+([a-z_]+)");

  private static final List<JavaClass> CLASSES = List.copyOf(load());

  private static Iterable<JavaClass> loadAll() throws URISyntaxException {
    return new ClassFileImporter()
        .importPath(
            Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
  }

  private static List<JavaClass> load() {
    try {
      List<JavaClass> classes = new ArrayList<>();
      loadAll().forEach(classes::add);
      // Compiled templates are not written by anybody.
      classes.removeIf(type -> !isOurs(type));
      return classes;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The package below the root, "" for the root itself.
  private static String part(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
  }

  private static String name(JavaClass type) {
    return type.getName().substring(ROOT.length() + 1);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  /// Dependencies on classes that a class must not have.
  private static List<String> dependencies(
      Predicate<JavaClass> from, Predicate<JavaClass> forbidden) {
    return CLASSES.stream()
        .filter(from)
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(dependency -> forbidden.test(dependency.getTargetClass().getBaseComponentType()))
        .map(Dependency::getDescription)
        .toList();
  }

  private static boolean isIn(JavaClass type, String... packages) {
    return Stream.of(packages)
        .anyMatch(
            p -> type.getPackageName().equals(p) || type.getPackageName().startsWith(p + "."));
  }

  @Test
  void packages_dependOneWay() {
    assertThat(CLASSES).hasSizeGreaterThan(100);
    for (JavaClass type : CLASSES) {
      String from = part(type);
      if (!from.isEmpty()) {
        assertThat(USES).as("a package without a line").containsKey(from);
        Set<String> allowed = USES.get(from);
        assertThat(
                dependencies(
                    type::equals,
                    to -> isOurs(to) && !part(to).equals(from) && !allowed.contains(part(to))))
            .isEmpty();
      }
    }
  }

  @Test
  void server_isImportedByHttpOnly() {
    assertThat(dependencies(type -> !part(type).equals("http"), to -> isIn(to, "io.helidon")))
        .isEmpty();
  }

  @Test
  void sql_isSpokenByClassesOfThatNameOnly() {
    Predicate<JavaClass> others =
        type ->
            !part(type).equals("storage")
                && !SPEAK_SQL.contains(name(outermost(type)))
                && !outermost(type).getSimpleName().endsWith("Sql");
    assertThat(
            dependencies(
                others,
                to ->
                    isIn(to, "org.jdbi", "java.sql", "javax.sql")
                        && !to.isEquivalentTo(Handle.class)))
        .isEmpty();
    // A transaction is handed on, no more.
    assertThat(
            CLASSES.stream()
                .filter(others)
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> access.getTargetOwner().isEquivalentTo(Handle.class))
                .map(Object::toString))
        .isEmpty();
  }

  @Test
  void package_hasOneDoor() {
    List<String> doors =
        CLASSES.stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !isData(type) && !BESIDE_THE_DOOR.contains(name(type)))
            .filter(type -> !type.getSimpleName().equalsIgnoreCase(part(type)))
            .map(ArchitectureTest::name)
            .toList();
    assertThat(doors).containsExactly("Main");
  }

  private static boolean isData(JavaClass type) {
    return type.isRecord()
        || type.isEnum()
        || type.isInterface()
        || type.isAssignableTo(Throwable.class);
  }

  @Test
  void names_sayWhatAClassIs() {
    assertThat(CLASSES.stream().map(JavaClass::getSimpleName))
        .noneMatch(name -> name.matches(".*(Manager|Service|Impl|Helper|Util)s?"));
  }

  @Test
  void constructors_takeSixArgumentsAtMost() {
    assertThat(
            CLASSES.stream()
                .filter(type -> !type.isRecord() && !type.isEnum())
                .flatMap(type -> type.getConstructors().stream())
                .filter(constructor -> arguments(constructor) > 6)
                .map(JavaConstructor::getFullName))
        .isEmpty();
  }

  private static int arguments(JavaConstructor constructor) {
    JavaClass owner = constructor.getOwner();
    boolean inner = owner.isInnerClass();
    return constructor.getRawParameterTypes().size() - (inner ? 1 : 0);
  }

  @Test
  void signatures_holdNoCompletableFuture() {
    assertThat(
            CLASSES.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(unit ->
                    Stream.concat(
                            unit.getRawParameterTypes().stream(),
                            Stream.of(unit.getRawReturnType()))
                        .anyMatch(type -> type.isAssignableTo(CompletableFuture.class)))
                .map(JavaCodeUnit::getFullName))
        .isEmpty();
  }

  @Test
  void code_doesNotSleep() {
    String call = "sleep" + "(";
    assertThat(
            Stream.of("src/main/java", "src/test/java")
                .flatMap(folder -> sources(Path.of(folder)).stream())
                .filter(file -> read(file).contains("." + call)))
        .isEmpty();
  }

  @Test
  void tables_areTouchedByTheirOwnerOnly() {
    List<String> others = new ArrayList<>();
    for (Path file : sources(Path.of("src/main/java/wabahub"))) {
      String part = Path.of("src/main/java/wabahub").relativize(file).getName(0).toString();
      for (String table : tables(read(file))) {
        if (OWNERS.containsKey(table) && !OWNERS.get(table).equals(part)) {
          others.add(file + " touches " + table);
        }
      }
    }
    assertThat(others).isEmpty();
  }

  @Test
  void tables_haveAnOwner() {
    Set<String> created = new TreeSet<>();
    Set<String> dropped = new TreeSet<>();
    for (Path file : files(Path.of("src/main/resources/db"), ".sql")) {
      Matcher table = Pattern.compile("CREATE TABLE ([a-z_]+)").matcher(read(file));
      table.results().forEach(found -> created.add(found.group(1)));
      Matcher gone = Pattern.compile("DROP TABLE ([a-z_]+)").matcher(read(file));
      gone.results().forEach(found -> dropped.add(found.group(1)));
    }
    created.removeAll(dropped);
    assertThat(created).containsExactlyInAnyOrderElementsOf(OWNERS.keySet());
  }

  private static Set<String> tables(String source) {
    Set<String> tables = new TreeSet<>();
    TABLE.matcher(source).results().forEach(found -> tables.add(found.group(1)));
    return tables;
  }

  private static List<Path> sources(Path folder) {
    return files(folder, ".java");
  }

  private static List<Path> files(Path folder, String suffix) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package wabahub.pages;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Face;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;

/// A group of pages with the files that they load. What a template writes is escaped for the place
/// in the HTML where it stands.
public final class Pages {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);
  private final String folder;
  private final Map<String, Asset> assets;
  private final Map<String, Asset> byAddress;

  /// `folder`: the path that the files are served under, such as `/onboard/assets`. `files`: their
  /// names in the folder `web` of the class path, or their paths in a WebJar, which begin with
  /// `webjars/`.
  ///
  /// @throws IllegalArgumentException when there is no such file
  public Pages(String folder, List<String> files) {
    this.folder = folder;
    this.assets = files.stream().collect(Collectors.toMap(Function.identity(), Asset::load));
    this.byAddress =
        assets.values().stream().collect(Collectors.toMap(Asset::name, Function.identity()));
  }

  public List<Route> routes() {
    return List.of(new Route("GET", folder + "/{file}", Face.PROBLEM, this::file));
  }

  /// Where a page finds a file. It changes with the content, so that browsers keep it for ever.
  public String address(String file) {
    Asset asset = assets.get(file);
    if (asset == null) {
      throw new IllegalArgumentException("no file " + file);
    }
    return folder + "/" + asset.name();
  }

  private Answer file(Call call) {
    Asset asset = byAddress.get(call.path("file"));
    if (asset == null) {
      throw new Refusal(Reason.NOT_FOUND);
    }
    return Answer.of(200, asset.type(), asset.content()).header("Cache-Control", FOR_EVER);
  }

  /// A page that nobody keeps. `reason`: OK, or why it is another page than the one asked for;
  /// `template`: its name; `model`: what it is made of.
  public Answer page(Reason reason, String template, Object model, Policy policy) {
    StringOutput html = new StringOutput();
    engine.render(template, model, html);
    byte[] body = html.toString().getBytes(StandardCharsets.UTF_8);
    return new Answer(reason, reason.problemStatus(), HTML, body, Map.of())
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", policy.header())
        .header("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
        .header("Referrer-Policy", "no-referrer");
  }
}

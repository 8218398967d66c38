package wabahub.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FormTest {
  private static Form form(String body) {
    return Form.parse(body.getBytes(ISO_8859_1));
  }

  @Test
  void fields_areDecoded_andKeepTheirValues() {
    Form form = form("a=1+2&b=%D7%90&c&a=%26&d= x ");
    assertThat(form.all("a")).containsExactly("1 2", "&");
    assertThat(form.text("b")).isEqualTo("א");
    assertThat(form.has("c")).isTrue();
    assertThat(form.text("c")).isEmpty();
    assertThat(form.text("d")).isEqualTo("x");
    assertThat(form.text("e")).isEmpty();
    assertThat(form("").fields()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%zz", "a=%00", "a=%ff", "%00=a", "a=\u00ff"})
  void body_malformed_isRefused(String body) {
    assertThatThrownBy(() -> form(body))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Reason.BAD_REQUEST));
  }

  @Test
  void fields_moreThanTwoHundred_areRefused() {
    assertThat(form("a=1&".repeat(199) + "a=1").all("a")).hasSize(200);
    assertThatThrownBy(() -> form("a=1&".repeat(200) + "a=1")).isInstanceOf(Refusal.class);
  }
}

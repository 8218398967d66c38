package wabahub.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What can be said of an address by looking at it.
final class SpellingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
        "0x7f.1",
        "0X7F.0.0.1",
        "0x7f000001",
        "0x7f.0x0.0x0.0x1",
        "127.0.0.0x1",
        "1.2.3.4.5",
        "300.1.1.1",
        "127.0.0.01",
        "%31%32%37.0.0.1",
        "127%2e0%2e0%2e1",
        "１２７.０.０.１",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "localhost",
        "LOCALHOST",
        "LocalHost.",
        "a.localhost",
        "a.localhost.",
        "%6cocalhost",
        "ｌｏｃａｌｈｏｓｔ",
        "10.0.0.1",
        "192.168.1.1:8080",
        "169.254.169.254",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fd00::1]",
      })
  void host_privateInAnySpelling_isRefused(String host) {
    assertThat(Egress.refusal("https://" + host + "/hook", false)).isPresent();
    assertThat(Egress.refusal("http://" + host + "/hook", false)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "crm.example.org",
        "ftp://crm.example.org/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https:",
        "https://",
        "https:///hook",
        "https:/crm.example.org",
        "https:crm.example.org",
        "https:\\\\crm.example.org",
        "https://crm.example.org\\@127.0.0.1/",
        "https://?a=b",
        "https://#a",
        "https://:443/",
        "https://crm.example.org:0/",
        "https://crm.example.org:65536/",
        "https://crm.example.org:x/",
        "https://user@crm.example.org/",
        "https://user:password@crm.example.org/",
        "https://@crm.example.org/",
        "https://crm.example.org@127.0.0.1/",
        "https://crm.example.org/#fragment",
        "https://crm example.org/",
        "https://crm.example.org/a b",
        " https://crm.example.org/",
        "https://crm.example.org/\n",
        "https://crm.example.org/\u0000",
        "https://[::1/",
        "https://[1.2.3.4]/",
        "https://a..b/",
        "https://%00/",
        "https://crm.example.org/%zz",
      })
  void address_malformed_isRefused(String address) {
    assertThat(Egress.refusal(address, false)).isPresent();
    assertThat(Egress.refusal(address, true)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://crm.example.org",
        "http://crm.example.org/hooks/wa?x=1&y=%20",
        "HTTPS://CRM.example.org:8443/",
        "https://crm.example.org./",
        "https://bücher.example/",
        "https://xn--bcher-kva.example/",
        "https://8.8.8.8/hook",
        "https://[2606:4700::1111]:8443/hook",
        "https://1.example.org/",
        "https://localhost.example.org/",
        "https://notlocalhost/",
        "https://a0x1/",
      })
  void address_ofTheInternet_isTaken(String address) {
    assertThat(Egress.refusal(address, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080/",
        "http://localhost/",
        "https://[::1]/",
        "http://10.0.0.1/",
      })
  void address_private_isTakenWhereAllowed(String address) {
    assertThat(Egress.refusal(address, true)).isEmpty();
  }

  @Test
  void address_ofMoreThan512Characters_isRefused() {
    String address = "https://crm.example.org/";
    assertThat(Egress.refusal(address + "x".repeat(512 - address.length()), false)).isEmpty();
    assertThat(Egress.refusal(address + "x".repeat(513 - address.length()), false)).isPresent();
  }
}

package wabahub.http;

/// The one table of reasons: every refusal of every interface is a row of it.
///
/// `number` is what the Partners API says in `reason`. Numbers up to 99 are those of its public
/// documentation (the same number means different things on different calls); a failure of the
/// transport carries its HTTP status as number, which no documented reason uses.
///
/// The second column is the HTTP status in the envelope of the Partners API, the third the one of
/// problem details, where a failure has no other place to say that it is one; a row without it has
/// the same, or 400 when the envelope says 200.
public enum Reason {
  OK(1, 200, Cure.NOBODY, "OK"),

  WRONG_CREDENTIALS(2, 200, 401, Cure.CALLER, "The credentials are wrong."),
  MALFORMED(2, 200, Cure.CALLER, "The body is not a JSON object."),
  SUSPENDED(2, 200, 403, Cure.OPERATOR, "The partner is suspended."),
  WRONG_SCHEME(2, 200, 401, Cure.CALLER, "The Authorization header is not `Bearer` and a token."),
  TOKEN(3, 200, 401, Cure.CALLER, "The access token is missing, unknown or expired."),
  BLOCKED(3, 200, 429, Cure.CALLER, "Too many wrong attempts from this address; try again later."),
  NUMBER(4, 200, Cure.CALLER, "The number is empty or wrong."),
  MONTH(4, 200, Cure.CALLER, "A month is written mmyyyy."),
  CODE_METHOD(5, 200, Cure.CALLER, "`method` is 1 for an SMS or 2 for a phone call."),
  META(6, 200, 502, Cure.NOBODY, "Meta did not do it; `message` says why."),
  CODES(7, 200, 429, Cure.CALLER, "Too many codes were asked for; try again in an hour."),
  KNOWN(8, 200, 409, Cure.CALLER, "The number is known already."),
  WAITING(9, 200, 409, Cure.CALLER, "500 numbers are waiting for an account."),
  CODE(10, 200, Cure.CALLER, "The code is wrong or expired."),
  COMMENT(11, 200, Cure.CALLER, "The comment is text of up to 200 characters."),
  URL(13, 200, Cure.CALLER, "The url is not one that the hub may call."),
  WRONG_METHOD(13, 200, 405, Cure.CALLER, "The call has another HTTP method."),
  COEXISTENCE(14, 200, Cure.CALLER, "`coexistence` is 0 or 1."),
  BUSINESS_NAME(15, 200, Cure.CALLER, "The business name is text of up to 256 characters."),
  BUSINESS_EMAIL(16, 200, Cure.CALLER, "The business e-mail is not an e-mail address."),
  BUSINESS_ID(17, 200, Cure.CALLER, "The business id is up to 32 digits."),
  BUSINESS_ADDRESS(18, 200, Cure.CALLER, "The address is text of up to 256 characters."),
  LANDING_PAGE(19, 200, Cure.CALLER, "The landing page is an http or https address."),
  REFERENCE(20, 200, Cure.CALLER, "The reference is up to 50 letters, digits, `-`, `_` and `.`."),
  DISPLAY_NAME(21, 200, Cure.CALLER, "The display name is text of up to 256 characters."),
  LINK_EXISTS(24, 200, 409, Cure.CALLER, "There is a link for this number already."),
  FINISHED(25, 200, 409, Cure.CALLER, "The onboarding is finished."),
  NO_LINK(26, 200, 404, Cure.CALLER, "There is no such link, or the number is not registered."),
  NOT_PATCH(27, 200, 405, Cure.CALLER, "The call has the HTTP method PATCH."),
  NOT_YOURS(27, 200, 404, Cure.CALLER, "The number is not under your account."),
  LOGO(28, 200, Cure.CALLER, "The logo is an https address of up to 512 characters."),
  MESSAGE(29, 200, Cure.CALLER, "The message is text of up to 200 characters."),
  BUTTON(30, 200, Cure.CALLER, "The button is text of up to 50 characters."),
  OUTCOME(31, 200, Cure.CALLER, "The texts of success and failure have up to 200 characters."),

  V2_FROM(2, 200, 404, Cure.CALLER, "`from` is not a live number of this hub."),
  V2_KEY(3, 200, 401, Cure.CALLER, "`apiKey` is not the key of this number."),
  V2_TO(4, 200, Cure.CALLER, "`to` is empty, malformed, or cannot be reached on WhatsApp."),
  V2_UNIQUE(4, 200, 404, Cure.CALLER, "`unique` is empty or unknown."),
  V2_CONTENT(5, 200, Cure.CALLER, "The content is empty, malformed or too long."),
  V2_EMOJI(5, 200, Cure.CALLER, "`reaction` is one emoji, or empty."),
  V2_WHATSAPP(6, 200, 502, Cure.NOBODY, "WhatsApp did not take it; try again."),
  V2_PACE(6, 429, Cure.CALLER, "Too many messages for this number or recipient; try again later."),
  V2_WINDOW(7, 200, Cure.CALLER, "The customer last wrote more than 24 hours ago: use a template."),
  V2_FIRST_CONTACT(8, 200, Cure.CALLER, "The customer has never written: use a template."),
  V2_HOOK_URL(4, 200, Cure.CALLER, "The url is not one that the hub may call."),
  V2_HOOK(5, 200, Cure.CALLER, "A setting of the webhook is wrong."),
  NOT_BUILT(2, 501, Cure.NOBODY, "This call is not there yet."),

  BAD_REQUEST(400, 400, Cure.CALLER, "The request is not well-formed."),
  INVALID(400, 400, Cure.CALLER, "A field of the request is missing or wrong."),
  UNAUTHORIZED(401, 401, Cure.CALLER, "Credentials are missing or wrong."),
  SIGNATURE(401, 401, Cure.CALLER, "The signature is missing or wrong."),
  FORBIDDEN(403, 403, Cure.CALLER, "Not allowed."),
  NOT_FOUND(404, 404, Cure.CALLER, "There is nothing here."),
  METHOD(405, 405, Cure.CALLER, "This resource has other HTTP methods."),
  TIMEOUT(408, 408, Cure.CALLER, "The request took too long to arrive."),
  CONFLICT(409, 409, Cure.CALLER, "This is in conflict with what exists."),
  TOO_LARGE(413, 413, Cure.CALLER, "The body is too large."),
  URI_TOO_LONG(414, 414, Cure.CALLER, "The address is too long."),
  HEADERS_TOO_LARGE(431, 431, Cure.CALLER, "The header is too large."),
  TOO_MANY(429, 429, Cure.CALLER, "Too many requests; try again later."),
  INTERNAL(500, 500, Cure.OPERATOR, "Something went wrong in the hub; its log says what."),
  NOT_READY(503, 503, Cure.OPERATOR, "The hub cannot do this now; try again later.");

  /// Who can do something about it.
  public enum Cure {
    CALLER,
    OPERATOR,
    NOBODY
  }

  private final int number;
  private final int status;
  private final int problemStatus;
  private final Cure cure;
  private final String sentence;

  Reason(int number, int status, Cure cure, String sentence) {
    this(number, status, status == 200 && number != 1 ? 400 : status, cure, sentence);
  }

  Reason(int number, int status, int problemStatus, Cure cure, String sentence) {
    this.number = number;
    this.status = status;
    this.problemStatus = problemStatus;
    this.cure = cure;
    this.sentence = sentence;
  }

  /// The `reason` of the Partners API.
  public int number() {
    return number;
  }

  /// The HTTP status code in the envelope of the Partners API.
  public int status() {
    return status;
  }

  /// The HTTP status code in problem details; only OK has one below 400.
  public int problemStatus() {
    return problemStatus;
  }

  public Cure cure() {
    return cure;
  }

  /// One English sentence for a person.
  public String sentence() {
    return sentence;
  }
}

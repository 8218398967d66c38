/// The console: pages for partners and for the operator, over what the other packages know.
///
/// A page is added in four places: a class `…Pages` for its group, which makes its routes with
/// [Gate] and is named in [Console]; a record `…Page` with what the template shows, whose first
/// component is a [Frame]; a template of the same name in `src/main/jte/console`; and its texts in
/// `words/console_en.properties` and `words/console_he.properties`.
@NullMarked
package wabahub.console;

import org.jspecify.annotations.NullMarked;

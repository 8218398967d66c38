/// getWhatsApp: the partner's numbers with this month's figures.
@NullMarked
package wabahub.roster;

import org.jspecify.annotations.NullMarked;

import { sql } from 'drizzle-orm';
import { statuses } from '../core/prediction.ts';

export { confidenceBins } from '../core/accuracy/tally.ts';

/**
 * All that a list of predictions can be filtered by, in one integer:
 * model id, status (0–3), digit (0–9, 10 none), label (0–9, 10 not a digit, 11 none), sampled (0–1), confidence bin (0–19).
 * A filter is a set of facets, and each is one walk along the index in the order of the list.
 */
export const facet = sql`((((("model_id" * 4 + case "status" ${sql.raw(
  statuses.map((name, i) => `when '${name}' then ${i}`).join(' '),
)} end) * 11 + coalesce("digit", 10)) * 12 + coalesce("label", 11)) * 2 + "sampled") * 20 + min(19, cast("confidence" * 20 as integer)))`;

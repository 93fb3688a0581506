/** Pages of a list (api-v2.md 1.10). Pure. */

export interface PageRequest {
  /** The text the caller sent, echoed back; undefined when none was sent. */
  sent: string | undefined;
  page: number;
  limit: number;
  offset: number;
}

const defaultLimit = 30;
const largestLimit = 500;
/** Page numbers of a pager's window. */
const windowSize = 10;

/** Page and limit as they take effect; out of range is corrected, never refused. */
export function pageRequest(input: { page?: string | undefined; limit?: string | undefined }): PageRequest {
  const asked = Number(input.page);
  const page = Number.isInteger(asked) && asked >= 1 && asked <= 10_000_000 ? asked : 1;
  const askedLimit = Math.trunc(Number(input.limit));
  const limit =
    Number.isFinite(askedLimit) && askedLimit >= 1 ? Math.min(askedLimit, largestLimit) : defaultLimit;
  return { sent: input.page, page, limit, offset: (page - 1) * limit };
}

/** paging_info for a list of so many rows in all, keys in the known order (api-v2.md 6 #9, #21). */
export function pagingInfo({ sent, page, limit, offset }: PageRequest, totalRecords: number) {
  const pages = Math.ceil(totalRecords / limit);
  const windowStart = Math.floor((page - 1) / windowSize) * windowSize + 1;
  return {
    total_records: totalRecords,
    pages,
    page: sent === undefined || totalRecords === 0 ? 1 : sent,
    page_prev: Math.max(1, page - 1),
    page_next: page < pages ? page + 1 : 0,
    page_start: totalRecords === 0 ? 1 : windowStart,
    page_end: totalRecords === 0 ? 0 : Math.min(pages, windowStart + windowSize - 1),
    start_from: String(offset),
    end_from: String(offset + limit),
  };
}

/** A text to look for with LIKE: what stands for itself is escaped. */
export function likePattern(part: string): string {
  return `%${part.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

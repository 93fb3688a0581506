/** Names as a person sorts them: PC9 before PC10. Pure. */
export const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

/** Texts of a member's sessions, offers and orders, the import of members, and codes tried out: a part of en.ts. */
export const memberImport = {
  title: "Import members",
  open: "Import",
  help: "A CSV file whose first line names the columns. Balances are not imported. A name of a member group that is not there, a wrong date or an account that cannot be is told by row before anything is written.",
  template: "Save an empty file with the columns",
  templateName: "members.csv",
  file: "File",
  onDuplicate: "When an account is there already",
  modes: {
    skip: "Leave it as it is",
    update: "Change it to what the file says",
    refuse: "Import nothing at all",
  } as Record<string, string>,
  check: "Check the file",
  run: (count: number) => (count === 1 ? "Import 1 member" : `Import ${count.toLocaleString()} members`),
  trial: "Nothing is written yet. This is what would happen:",
  done: "The file is imported.",
  wouldCreate: "Would be added",
  wouldUpdate: "Would be changed",
  wouldSkip: "Would be left as they are",
  created: "Added",
  updated: "Changed",
  skipped: "Left as they are",
  wrong: "Rows that are wrong",
  refuses: "With this choice one wrong row stops the whole import. Mend the file, or choose otherwise.",
  row: "Row",
  why: "What is wrong",
  more: (count: number) => `And ${count.toLocaleString()} further rows.`,
} as const;

export const promoCheck = {
  title: "Try a code out",
  help: "Says what it would give, or why it would be refused. Nothing is used up.",
  open: "Try a code out",
  code: "Code",
  amount: "Top-up of",
  member: "Account of the member",
  memberHelp: "Empty = any member",
  noMember: "There is no such account.",
  check: "Try it out",
  gives: (what: string) => `The code gives ${what}.`,
  nothing: "nothing for this amount",
} as const;

export const memberSessions = {
  title: "Sessions",
  start: "From",
  end: "To",
  running: "Running",
  cost: "Cost",
  price: "Price",
  none: "There was no session yet.",
  total: (count: number) => (count === 1 ? "1 session" : `${count.toLocaleString()} sessions`),
  pages: "Pages of sessions",
} as const;

export const memberOffers = {
  title: "Offers",
  name: "Offer",
  left: "Left",
  state: "State",
  states: {
    unused: "Ready",
    in_use: "In use",
    used: "Used up",
    expired: "Expired",
    refunded: "Refunded",
  } as Record<string, string>,
  expires: "Expires",
  cost: "Paid",
  bought: "Bought",
  all: "Also what is used up, expired or refunded",
  none: "There is no offer to use.",
  noneEver: "No offer was ever bought.",
  refunded: "It is refunded already.",
  refundTitle: (name: string) => `Refund ${name}`,
  refundBody:
    "What was paid goes back by the way it came: bonus as bonus, coins as coins. The server says if too much of it is used.",
  refundDone: (amount: string) => `${amount} was paid back.`,
} as const;

export const memberOrders = {
  title: "Orders",
  product: "Product",
  quantity: "Pieces",
  money: "Amount",
  method: "Paid with",
  methods: { [-2]: "Pay later", 0: "Cash", 1: "Balance", 2: "Card", 3: "Coins", 4: "QR" } as Record<
    number,
    string
  >,
  status: "State",
  statuses: { 1: "Pending", 2: "Done", 3: "Cancelled", 4: "In process", 5: "Preparing" } as Record<
    number,
    string
  >,
  none: "Nothing was ordered yet.",
  pages: "Pages of orders",
} as const;

import { callOperation, type Transport } from "../../contract/client.ts";
import type { Call } from "./calls.ts";

/** Calls that need no sign-in, such as asking for a new password. */
const transport: Transport = {
  baseUrl: "",
  cafeId: 0,
  headers: () => ({}),
  fetch: (url, init) => fetch(url, init),
};

export const strangerCall: Call = (operation, input, options) =>
  callOperation(transport, operation, input, options);

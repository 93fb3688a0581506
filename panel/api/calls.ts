import { useMemo } from "react";
import {
  callOperation,
  type CallInput,
  type CallOptions,
  CallRefused,
  type Transport,
} from "../../contract/client.ts";
import type { Fields } from "../../contract/kit/field.ts";
import type { Answer, Operation } from "../../contract/kit/operation.ts";
import { t } from "../text/en.ts";
import { useSignedIn } from "./session.ts";

type Callable = Operation<Fields, never, Fields> | Operation;

/** Calls an operation of the contract as the signed-in staff; the cookie shows who, the CSRF token that it is this page. */
export type Call = <O extends Callable>(
  operation: O,
  input: CallInput<O>,
  options?: CallOptions,
) => Promise<Answer<O>>;

export function useCall(): Call {
  const { cafe, csrfToken } = useSignedIn();
  return useMemo(() => {
    const transport: Transport = {
      baseUrl: "",
      cafeId: cafe.id,
      headers: () => ({ "X-CSRF-Token": csrfToken }),
      fetch: (url, init) => fetch(url, init),
    };
    return (operation, input, options) => callOperation(transport, operation, input, options);
  }, [cafe.id, csrfToken]);
}

const isTimeout = (error: unknown) => error instanceof DOMException && error.name === "TimeoutError";

/** The sentence for a person: the server's own words, or that it cannot be reached. */
export function refusalText(error: unknown): string {
  if (error instanceof CallRefused) return error.message;
  if (error instanceof TypeError || isTimeout(error)) return t.errors.unreachable;
  return error instanceof Error ? error.message : t.errors.unknown;
}

/** Texts of a validation refusal by field (api-v2.md 1.5). */
export function fieldProblems(error: unknown): Record<string, string[]> {
  if (!(error instanceof CallRefused) || typeof error.data !== "object" || error.data === null) return {};
  const { fields } = error.data as { fields?: Record<string, string[]> };
  return fields ?? {};
}

export const isSignedOut = (error: unknown) =>
  error instanceof CallRefused && error.error === "auth.unauthenticated";

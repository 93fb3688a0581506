import findMyWay, { type HTTPMethod, type HTTPVersion } from "find-my-way";
import type { Operation } from "../../../contract/kit/operation.ts";
import { assert } from "../assert.ts";
import { Refusal, routeNotFound } from "../refusal.ts";
import type { Call } from "./call.ts";
import type { RawParameters } from "./raw-parameters.ts";

/** An operation with what answers it. */
export interface Bound {
  operation: Operation;
  path: string;
  handler(call: Call<Record<string, unknown>>): Promise<unknown>;
  write: (data: unknown) => string | Buffer;
  claimsKeyItself: boolean;
}

export interface Found {
  /** The operation of the method itself and, for POST, those a field `_method` may choose. */
  candidates: Bound[];
  /** No operation has the method itself; only `_method` can choose one. */
  needsOverride: boolean;
  cafeId: number | null;
  pathParameters: RawParameters;
}

const overridable = ["PUT", "DELETE"] as const;

/** Paths to operations: case-sensitive, one trailing slash tolerated, literals win over `{id}` (api-v2.md 1.1). */
export class OperationRouter {
  #routes = findMyWay<HTTPVersion.V1>({
    caseSensitive: true,
    ignoreTrailingSlash: true,
    maxParamLength: 200,
  });
  #operations: Operation[] = [];

  add(bound: Bound): void {
    const pattern = bound.path.replace(/\{(\w+)\}/g, ":$1");
    this.#routes.on(bound.operation.method, pattern, () => undefined, bound);
    this.#operations.push(bound.operation);
  }

  operations(): Operation[] {
    return this.#operations;
  }

  /** Null for a path or method that does not exist; also when the café's number is none. */
  find(method: string, path: string): Found | null {
    const methods = method === "POST" ? ["POST", ...overridable] : [method === "HEAD" ? "GET" : method];
    const hits = methods.flatMap((name) => this.#routes.find(name as HTTPMethod, path) ?? []);
    const first = hits[0];
    if (first === undefined) return null;
    const { cafeId: cafeText, ...parameters } = first.params;
    if (cafeText !== undefined && !/^\d{1,9}$/.test(cafeText)) return null;
    // `pcs//` names no PC: a parameter is never empty.
    if (Object.values(parameters).includes("")) return null;
    return {
      candidates: hits.map((hit) => hit.store as Bound),
      needsOverride: !hits.some(
        (hit) => (hit.store as Bound).operation.method === (method === "HEAD" ? "GET" : method),
      ),
      cafeId: cafeText === undefined ? null : Number(cafeText),
      pathParameters: parameters,
    };
  }

  /** The operation meant, once the body is known: POST with `_method` counts as that method (api-v2.md 1.3). */
  choose(found: Found, method: string, override: unknown): Bound {
    const wanted = method === "POST" && typeof override === "string" ? override.toUpperCase() : method;
    const chosen = found.candidates.find(
      ({ operation }) => operation.method === (wanted === "HEAD" ? "GET" : wanted),
    );
    if (chosen !== undefined) return chosen;
    if (wanted === method) throw routeNotFound();
    assert(method === "POST", "only POST takes _method");
    if (overridable.includes(wanted as "PUT")) throw routeNotFound();
    throw new Refusal("request.validation", "The selected _method is invalid.", {
      data: { fields: { _method: ["The selected _method is invalid."] } },
    });
  }
}

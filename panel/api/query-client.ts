import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { CallRefused } from "../../contract/client.ts";
import { isSignedOut } from "./calls.ts";
import { sessionQuery } from "./session.ts";

/** A sign-in that ended shows in any call: the session is asked again, and the shell leads to the sign-in page. */
const onError = (error: unknown) => {
  if (isSignedOut(error)) void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
};

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      // Without a network a page says so, instead of waiting for one in silence.
      networkMode: "always",
      staleTime: 5_000,
      // A refusal stays one however often it is asked; only the way to the server may recover.
      retry: (count, error) => !(error instanceof CallRefused) && count < 2,
    },
    mutations: { networkMode: "always" },
  },
});

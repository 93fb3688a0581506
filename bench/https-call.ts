import { request, type RequestOptions } from "node:https";

/** Resolves when the answer is there to its last byte; whatever is not a success ends the benchmark. */
export function callOnce(options: RequestOptions, body: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(options, (response) => {
      let start = "";
      response.on("data", (chunk: Buffer) => {
        if (start === "") start = chunk.subarray(0, 200).toString("latin1");
      });
      response.on("end", () => {
        if (response.statusCode === 200 && start.startsWith('{"code":200,')) resolve();
        else reject(new Error(`a call was answered with HTTP ${response.statusCode ?? 0}: ${start}`));
      });
      response.on("error", reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

import type { Link } from "./link.ts";

/** The links of each café, by what is at their other end. */

export interface AgentLink {
  link: Link;
  cafeId: number;
  credentialId: string;
  pcId: number;
  pcName: string;
  /** When the PC was heard of before this link; null = never. */
  heardBefore: Date | null;
}

export interface ServiceLink {
  link: Link;
  cafeId: number;
  credentialId: string;
}

export interface PanelLink {
  link: Link;
  cafeId: number;
  staffId: number;
  token: string;
  topics: Set<string>;
}

export interface CafeLinks {
  agents: Map<number, AgentLink>;
  boot: ServiceLink | undefined;
  server: ServiceLink | undefined;
  panels: Set<PanelLink>;
}

export class Links {
  #cafes = new Map<number, CafeLinks>();

  of(cafeId: number): CafeLinks {
    let links = this.#cafes.get(cafeId);
    if (links === undefined) {
      links = { agents: new Map(), boot: undefined, server: undefined, panels: new Set() };
      this.#cafes.set(cafeId, links);
    }
    return links;
  }

  agent(cafeId: number, pcId: number): AgentLink | undefined {
    return this.#cafes.get(cafeId)?.agents.get(pcId);
  }

  cafeIds(): number[] {
    return [...this.#cafes.keys()];
  }

  /** Every link there is. */
  *all(): Generator<Link> {
    for (const { agents, boot, server, panels } of this.#cafes.values()) {
      for (const agent of agents.values()) yield agent.link;
      if (boot) yield boot.link;
      if (server) yield server.link;
      for (const panel of panels) yield panel.link;
    }
  }
}

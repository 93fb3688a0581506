import { flagOut, intOut, shape, strOut } from "../kit/answer.ts";

export const hardwareDrivers = ["ewelink", "http", "none"] as const;

/** The switch of a console; hardware_secret is written only and therefore not here (api-v2.md 3.5). */
export const hardware = shape({
  hardware_id: intOut,
  hardware_name: strOut,
  hardware_driver: strOut,
  hardware_mac: strOut,
  hardware_address: strOut,
  pc_name: strOut,
  hardware_auto: flagOut,
  hardware_state: strOut,
  hardware_update: intOut,
});

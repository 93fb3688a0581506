/** Names of the sample café's members. */
// prettier-ignore
export const firstNames = [
  "Ana", "Bruno", "Carla", "David", "Elena", "Felix", "Gloria", "Hugo", "Irene", "Jorge", "Karim", "Lucia", "Mateo",
  "Nora", "Oscar", "Paula", "Quentin", "Rosa", "Sergio", "Tania", "Ulises", "Valeria", "Walter", "Ximena", "Yago",
] as const;

// prettier-ignore
export const lastNames = [
  "Alonso", "Blanco", "Castro", "Duran", "Esteban", "Flores", "Garcia", "Herrera", "Ibarra", "Jimenez", "Lozano",
  "Molina", "Navarro", "Ortega", "Prieto", "Quesada", "Romero", "Santos", "Torres", "Vidal",
] as const;

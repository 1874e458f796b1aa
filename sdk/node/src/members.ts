/** An answer that lacks something, or has it in another shape. */
export class Misshapen extends Error {}

/** Reads the members of a JSON object, and throws `Misshapen` where one is not as it should be. Ignores all others. */
export class Members {
  readonly #object: Record<string, unknown>;

  constructor(value: unknown) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new Misshapen("expected an object");
    }
    this.#object = value as Record<string, unknown>;
  }

  text(name: string): string {
    return this.#of("string", name) as string;
  }

  number(name: string): number {
    return this.#of("number", name) as number;
  }

  flag(name: string): boolean {
    return this.#of("boolean", name) as boolean;
  }

  /** An RFC 3339 time. */
  time(name: string): Date {
    const time = new Date(this.text(name));
    if (Number.isNaN(time.getTime())) {
      throw new Misshapen(`${name} is no time`);
    }
    return time;
  }

  /** What `read` makes of the member, or null if it is null or absent. */
  orNull<T>(name: string, read: (members: this) => T): T | null {
    return this.#object[name] === null || this.#object[name] === undefined ? null : read(this);
  }

  object(name: string): Members {
    return new Members(this.#object[name]);
  }

  /** A JSON object as it came. */
  raw(name: string): Record<string, unknown> {
    return this.#of("object", name) as Record<string, unknown>;
  }

  list(name: string): unknown[] {
    const list = this.#object[name];
    if (!Array.isArray(list)) {
      throw new Misshapen(`${name} is no list`);
    }
    return list;
  }

  #of(type: string, name: string): unknown {
    const value = this.#object[name];
    if (typeof value !== type) {
      throw new Misshapen(`${name} is no ${type}`);
    }
    return value;
  }
}

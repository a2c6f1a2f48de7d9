/** The part of the helper the tests use; it brings no types of its own. */
declare module 'node-red-node-test-helper' {
  type Reply = Promise<{ status: number; body: unknown }>;
  const helper: {
    init(runtimePath: string, settings?: object): void;
    /** For the flows loaded from now on. */
    settings(settings: object): void;
    startServer(done: () => void): void;
    stopServer(done: () => void): void;
    load(nodes: unknown[], flow: object[]): Promise<void>;
    unload(): Promise<void>;
    setFlows(flow: object[], type: 'full' | 'nodes' | 'flows'): Promise<void>;
    getNode(id: string): unknown;
    url(): string;
    /** Asks the admin routes that nodes registered. */
    request(): { get(path: string): Reply; post(path: string): { send(body: unknown): Reply } };
  };
  export default helper;
}

/** The REST API, as types generated from its OpenAPI document by `npm run docs:api`. */

export interface paths {
    "/v1/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest quotes, or the market as it stood
         * @description An instrument that had not been quoted yet is left out.
         */
        get: operations["listQuotes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotes/{symbol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest quote of a symbol, or its quote as it stood */
        get: operations["getQuote"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/instruments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is traded */
        get: operations["listInstruments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotes/{symbol}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every quote of a symbol that the stream keeps */
        get: operations["listHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/candles/{symbol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open, high, low and close of the last trade price
         * @description The last candle is live: it changes with every quote until it is `final`.
         */
        get: operations["listCandles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/opens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The first trade prices of the UTC day
         * @description An instrument without a quote today is left out. Of a stream that begins later than the day, the first quote that it holds counts.
         */
        get: operations["listOpens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/instruments/{symbol}/details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lot size, trading hours and corporate actions of an instrument
         * @description Asked of the reference data on-prem with each request. Without a reply the last one is returned, with `stale: true`, or 503 when there is none. Either way the response does not wait for the link to come back.
         */
        get: operations["getInstrumentDetails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live quotes as server-sent events
         * @description Without `Last-Event-ID`: the newest quote of each symbol, then every quote as the stream stores it. With it: every quote
         *     since then. `event: quote` carries a QuoteEvent, its id is the number in the stream; `event: status` a StatusEvent, at
         *     once when something changes and every 5 s; `event: reset` a ResetEvent: not all missed quotes can be sent, and the newest
         *     quotes follow. A client that reads too slowly gets the newest quote of each symbol, with the number it replaced in `conflated`.
         *
         *     They do not end. In a terminal: `curl -N 'localhost:8080/v1/stream?symbols=AAPL,MSFT'`.
         */
        get: operations["streamQuotes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tape": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest quote of a symbol at each venue, and the best of them
         * @description Read from the stream TAPE, which a bridge of mode `aggregate` makes of the venues. Where no such bridge is declared for this site, the answer is 404.
         */
        get: operations["getTape"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How fresh and complete this site is */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/demand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many clients are subscribed to each symbol
         * @description The gateways report it at their site. On-prem, the cloud's demand is a copy that a bridge of mode `replicate` keeps; the cloud knows its own only. A gateway that dies without notice counts for up to 30 seconds.
         */
        get: operations["getDemand"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The account of every quote, and a receipt for every outage */
        get: operations["getLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/{symbol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The account of a symbol's quotes, with running hashes of their content */
        get: operations["getSymbolLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Quotes: {
            quotes: components["schemas"]["Quote"][];
            /** @description Since when and why prices are too old to trust; null while they are fresh */
            stale: {
                /** @description Milliseconds since the Unix epoch */
                since: number;
                /**
                 * @description `reader`: the service cannot read its stream. `clock`: its clock and the feed's differ by more than a second, so ages are unknown. `link`: the link between the sites is down. `mirror`: the link is up and the mirror does not follow its origin. `paused`: an operator has paused the bridge that fills the mirror. `feed`: no heartbeat arrives from the feed, or it is behind its schedule. `unknown`: no heartbeat covers the prices, and the reason is not known yet
                 * @enum {string}
                 */
                reason: "reader" | "clock" | "link" | "mirror" | "paused" | "feed" | "unknown";
            } | null;
            /** @description Where this API runs */
            site: string;
            /** @description The `as_of` of the request; null for the newest quotes */
            asOf: string | null;
        };
        Quote: {
            symbol: string;
            /** @description Per-symbol number, grows by exactly 1 */
            seq: number;
            /** @description The feed's incarnation */
            epoch: number;
            /** @description Milliseconds since the Unix epoch */
            time: number;
            /** @description Milliseconds since the Unix epoch */
            published: number;
            bid: string;
            bidSize: number;
            ask: string;
            askSize: number;
            last: string;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail?: string;
            instance?: string;
            /** @description The invalid parameter */
            parameter?: string;
            /** @description Existing symbols similar to the unknown one */
            near?: string[];
        };
        QuoteWithFreshness: {
            symbol: string;
            /** @description Per-symbol number, grows by exactly 1 */
            seq: number;
            /** @description The feed's incarnation */
            epoch: number;
            /** @description Milliseconds since the Unix epoch */
            time: number;
            /** @description Milliseconds since the Unix epoch */
            published: number;
            bid: string;
            bidSize: number;
            ask: string;
            askSize: number;
            last: string;
            /** @description Since when and why prices are too old to trust; null while they are fresh */
            stale: {
                /** @description Milliseconds since the Unix epoch */
                since: number;
                /**
                 * @description `reader`: the service cannot read its stream. `clock`: its clock and the feed's differ by more than a second, so ages are unknown. `link`: the link between the sites is down. `mirror`: the link is up and the mirror does not follow its origin. `paused`: an operator has paused the bridge that fills the mirror. `feed`: no heartbeat arrives from the feed, or it is behind its schedule. `unknown`: no heartbeat covers the prices, and the reason is not known yet
                 * @enum {string}
                 */
                reason: "reader" | "clock" | "link" | "mirror" | "paused" | "feed" | "unknown";
            } | null;
            /** @description The `as_of` of the request; null for the newest quotes */
            asOf: string | null;
        };
        Instruments: {
            /** @description By symbol */
            instruments: components["schemas"]["Instrument"][];
            /** @description Number of instruments on all pages */
            total: number;
            /** @description Path of the next page; null on the last one */
            next: string | null;
        };
        Instrument: {
            symbol: string;
            name: string;
            currency: string;
            tickSize: string;
            /** @enum {string} */
            source: "replay" | "simulated" | "live";
        };
        History: {
            symbol: string;
            quotes: components["schemas"]["StoredQuote"][];
            /** @description Path of the next page; null on the last one */
            next: string | null;
        };
        StoredQuote: {
            symbol: string;
            /** @description Per-symbol number, grows by exactly 1 */
            seq: number;
            /** @description The feed's incarnation */
            epoch: number;
            /** @description Milliseconds since the Unix epoch */
            time: number;
            /** @description Milliseconds since the Unix epoch */
            published: number;
            bid: string;
            bidSize: number;
            ask: string;
            askSize: number;
            last: string;
            /** @description Its number in the stream, the same at both sites */
            streamSeq: number;
            /** @description When the origin stored it, in milliseconds since the Unix epoch */
            stored: number;
        };
        Candles: {
            symbol: string;
            /** @enum {string} */
            interval: "1s" | "5s" | "1m" | "5m" | "15m" | "1h" | "1d";
            /** @description Oldest first. An interval without a quote has no candle */
            candles: components["schemas"]["Candle"][];
            /** @description Since when and why prices are too old to trust; null while they are fresh */
            stale: {
                /** @description Milliseconds since the Unix epoch */
                since: number;
                /**
                 * @description `reader`: the service cannot read its stream. `clock`: its clock and the feed's differ by more than a second, so ages are unknown. `link`: the link between the sites is down. `mirror`: the link is up and the mirror does not follow its origin. `paused`: an operator has paused the bridge that fills the mirror. `feed`: no heartbeat arrives from the feed, or it is behind its schedule. `unknown`: no heartbeat covers the prices, and the reason is not known yet
                 * @enum {string}
                 */
                reason: "reader" | "clock" | "link" | "mirror" | "paused" | "feed" | "unknown";
            } | null;
            /** @description The `as_of` of the request; null for the newest quotes */
            asOf: string | null;
        };
        Candle: {
            /** @description Milliseconds since the Unix epoch */
            start: number;
            /** @description A decimal string */
            open: string;
            /** @description A decimal string */
            high: string;
            /** @description A decimal string */
            low: string;
            /** @description A decimal string */
            close: string;
            /** @description Number of quotes in it */
            quotes: number;
            firstSeq: number;
            lastSeq: number;
            /** @description False while it may still change */
            final: boolean;
        };
        Opens: {
            /** @description When the UTC day began, in milliseconds since the Unix epoch */
            day: number;
            opens: components["schemas"]["Open"][];
        };
        Open: {
            symbol: string;
            /** @description `last` of the day's first quote, a decimal string */
            open: string;
            /** @description The `seq` of that quote */
            seq: number;
        };
        InstrumentDetails: {
            symbol: string;
            name: string;
            /** @description ISO 4217 */
            currency: string;
            /** @description The smallest price step, a decimal string */
            tickSize: string;
            /** @description Orders are for multiples of this many */
            lotSize: number;
            tradingHours: {
                /** @description A name of the IANA time zone database */
                timeZone: string;
                days: ("Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun")[];
                /** @description HH:MM by the clock of the time zone */
                open: string;
                /** @description HH:MM; earlier than `open` when the session ends the next day */
                close: string;
            };
            /** @description The earliest first */
            corporateActions: {
                /** @enum {string} */
                type: "dividend" | "split" | "merger" | "other";
                /**
                 * Format: date
                 * @description The first day on which the instrument is traded without it
                 */
                exDate: string;
                /** @description For people */
                text: string;
            }[];
            /**
             * @description `demo`: invented for the demo, not facts about the company. `file`: from the file given to the service
             * @enum {string}
             */
            source: "demo" | "file";
            /** @description When this API received the details, in milliseconds since the Unix epoch */
            asOf: number;
            /** @description True while the reference data do not reply: the details are those of `asOf` */
            stale: boolean;
        };
        QuoteEvent: {
            symbol: string;
            /** @description Per-symbol number, grows by exactly 1 */
            seq: number;
            /** @description The feed's incarnation */
            epoch: number;
            /** @description Milliseconds since the Unix epoch */
            time: number;
            /** @description Milliseconds since the Unix epoch */
            published: number;
            bid: string;
            bidSize: number;
            ask: string;
            askSize: number;
            last: string;
            /** @description How many quotes of the symbol this one replaced because the client read too slowly */
            conflated: number;
        };
        StatusEvent: {
            /** @description Where this API runs */
            site: string;
            /** @description Since when and why prices are too old to trust; null while they are fresh */
            stale: {
                /** @description Milliseconds since the Unix epoch */
                since: number;
                /**
                 * @description `reader`: the service cannot read its stream. `clock`: its clock and the feed's differ by more than a second, so ages are unknown. `link`: the link between the sites is down. `mirror`: the link is up and the mirror does not follow its origin. `paused`: an operator has paused the bridge that fills the mirror. `feed`: no heartbeat arrives from the feed, or it is behind its schedule. `unknown`: no heartbeat covers the prices, and the reason is not known yet
                 * @enum {string}
                 */
                reason: "reader" | "clock" | "link" | "mirror" | "paused" | "feed" | "unknown";
            } | null;
            complete: boolean;
            /** @description Milliseconds since the Unix epoch */
            now: number;
        };
        ResetEvent: {
            /** @description Why the quotes after `Last-Event-ID` cannot all be sent */
            reason: string;
        };
        Tape: {
            symbol: string;
            /** @description Where this API runs */
            site: string;
            /** @description The newest quote of each venue, by venue */
            venues: {
                /** @description A venue; `onprem` is the one of the feed */
                venue: string;
                quote: components["schemas"]["Quote"];
            }[];
            /** @description Of equal prices, the first venue */
            best: {
                /** @description The venue with the highest bid */
                bid: string;
                /** @description The venue with the lowest ask */
                ask: string;
            };
        };
        Status: {
            /** @description Where this API runs */
            site: string;
            /**
             * @description Role of this site's stream of quotes
             * @enum {string}
             */
            role: "origin" | "mirror";
            /**
             * @description The link between the sites
             * @enum {string}
             */
            link: "up" | "down" | "unknown";
            /** @description Round trip of the link in milliseconds */
            rtt: number | null;
            /** @description Messages that the stream of quotes is behind its origin; null at the origin, and while it is not known */
            lag: number | null;
            /** @description Alarms of the bridged streams, raised by the bridge service and the auditor */
            alarms: components["schemas"]["StreamAlarm"][];
            /** @description The last error of a bridged stream */
            lastError: string | null;
            streams: components["schemas"]["BridgedStream"][];
            /** @description The declared bridges over which this site receives messages */
            bridges: components["schemas"]["Bridge"][];
            /** @description Age of the feed's last heartbeat in milliseconds */
            heartbeatAge: number | null;
            /** @description How this API's clock and the feed's compare */
            clock: {
                /** @description Milliseconds by which the service's clock is ahead of the feed's; null while unknown */
                offset: number | null;
                /** @description False while they differ by more than a second: then prices are stale */
                agree: boolean;
            };
            /** @description Since when and why prices are too old to trust; null while they are fresh */
            stale: {
                /** @description Milliseconds since the Unix epoch */
                since: number;
                /**
                 * @description `reader`: the service cannot read its stream. `clock`: its clock and the feed's differ by more than a second, so ages are unknown. `link`: the link between the sites is down. `mirror`: the link is up and the mirror does not follow its origin. `paused`: an operator has paused the bridge that fills the mirror. `feed`: no heartbeat arrives from the feed, or it is behind its schedule. `unknown`: no heartbeat covers the prices, and the reason is not known yet
                 * @enum {string}
                 */
                reason: "reader" | "clock" | "link" | "mirror" | "paused" | "feed" | "unknown";
            } | null;
            /** @description False while missed quotes are still being filled in, and while messages are missing from a stream */
            complete: boolean;
            /** @description How many symbols have a quote */
            symbols: number;
            totals: {
                received: number;
                /** @description Quotes that may still be filled in */
                missing: number;
                /** @description Quotes that will never come */
                lost: number;
                /** @description Messages that broke the contract */
                refused: number;
            };
            /** @description This API's clock, in milliseconds since the Unix epoch */
            now: number;
        };
        StreamAlarm: {
            /**
             * @description `not-stored`: too few brokers of the site can store the stream, for want of space or after another failed write. `origin-not-stored`: the same at the origin. `stuck`: the mirror receives nothing from its origin, which has more, while the link is up. `behind`: it receives, but does not catch up. `origin-anew`: the origin was deleted and recreated. `origin-purged`: messages were removed from the origin, not by its limits. `mirror-purged`: the mirror has lost messages. `expired`: the origin dropped messages, by its limits, before the mirror had received them. `content-differs`: as many messages as at another site, but others. `quotes-lost`: numbers are missing in this site's stream. `quotes-conflict`: a number was stored twice, with other content
             * @enum {string}
             */
            code: "not-stored" | "origin-not-stored" | "stuck" | "behind" | "origin-anew" | "origin-purged" | "mirror-purged" | "expired" | "content-differs" | "quotes-lost" | "quotes-conflict";
            /** @description Milliseconds since the Unix epoch */
            since: number;
            /** @description Description for an operator */
            text: string;
            /** @description The last repair by the bridge service; null when there was none */
            action: string | null;
            /** @description Messages missing from the stream */
            missing: number;
            stream: string;
        };
        BridgedStream: {
            stream: string;
            /** @enum {string} */
            role: "origin" | "mirror";
            /** @description The stream and its consumers exist as configured */
            declared: boolean;
            /** @description When the stream was created; null while it does not exist */
            created: number | null;
            messages: number;
            /** @description Stored bytes */
            bytes: number;
            /** @description Limit of stored bytes; null without one */
            maxBytes: number | null;
            /** @description The stream's first sequence number */
            firstSeq: number;
            /** @description The stream's last sequence number */
            lastSeq: number;
            /**
             * @description When its origin stored its last message; null without messages, and from bridge services older than this field
             * @default null
             */
            newest: number | null;
            /** @description Messages that the mirror is behind its origin; null at the origin, and while unknown */
            lag: number | null;
            /** @description Milliseconds since the mirror last received from its origin; null at the origin, and while unknown */
            activity: number | null;
            /**
             * @description The sites whose copies of it are paused. Absent from bridge services older than this field
             * @default []
             */
            pausedFor: string[];
            /** @description Its alarm; null when there is none */
            alarm: {
                /**
                 * @description `not-stored`: too few brokers of the site can store the stream, for want of space or after another failed write. `origin-not-stored`: the same at the origin. `stuck`: the mirror receives nothing from its origin, which has more, while the link is up. `behind`: it receives, but does not catch up. `origin-anew`: the origin was deleted and recreated. `origin-purged`: messages were removed from the origin, not by its limits. `mirror-purged`: the mirror has lost messages. `expired`: the origin dropped messages, by its limits, before the mirror had received them
                 * @enum {string}
                 */
                code: "not-stored" | "origin-not-stored" | "stuck" | "behind" | "origin-anew" | "origin-purged" | "mirror-purged" | "expired";
                /** @description Milliseconds since the Unix epoch */
                since: number;
                /** @description Description for an operator */
                text: string;
                /** @description The last repair by the bridge service; null when there was none */
                action: string | null;
                /** @description Messages missing from the stream */
                missing: number;
            } | null;
            lastError: string | null;
        };
        Bridge: {
            /** @description As in infra/bridges/bridges.yaml */
            name: string;
            /** @enum {string} */
            mode: "bridge" | "replicate" | "aggregate" | "transform";
            /** @description The stream, or the subjects */
            carries: string;
            /** @description Where its messages come from */
            from: string[];
            /** @description The site that it brings them to */
            to: string;
            /**
             * @description `active`: it brought a message in the last 10 s. `idle`: it is in order, and there was none to bring. `open`: messages can cross; they are not counted, as nothing is stored. `paused`: an operator has paused it; the origin keeps what it would bring. `cut-off`: the link is down, or its state is not known. `failed`: see `lastError`. `unknown`: its origin has not reported its position
             * @enum {string}
             */
            state: "active" | "idle" | "open" | "paused" | "cut-off" | "failed" | "unknown";
            /** @description When that state began */
            since: number;
            /** @description Messages not brought yet; null while unknown, and where nothing is stored */
            lag: number | null;
            /** @description When the last message arrived; null before the first, and where nothing is stored */
            lastActivity: number | null;
            /** @description Messages per second over the last 10 s; null where nothing is stored */
            rate: number | null;
            /** @description Bytes that its stream holds here; null where nothing is stored */
            bytes: number | null;
            lastError: string | null;
        };
        Demand: {
            /** @description Where this API runs */
            site: string;
            /** @description The sites whose demand is known here */
            sites: {
                /** @description Where the gateways are */
                site: string;
                /** @description The time that its numbers describe, in milliseconds since the Unix epoch */
                asOf: number;
                /** @description Whether newer demand may not have arrived, such as while the link is cut */
                stale: boolean;
                /** @description Gateways with subscribed clients */
                gateways: number;
                /** @description Clients of the whole market */
                wholeMarket: number;
            }[];
            /** @description What clients are subscribed to, the most clients first */
            symbols: {
                symbol: string;
                /** @description Clients at all sites, without those of the whole market */
                clients: number;
                /** @description The same by site */
                bySite: {
                    [key: string]: number;
                };
            }[];
            /** @description Milliseconds since the Unix epoch */
            now: number;
        };
        Ledger: {
            site: string;
            /** @description Milliseconds since the Unix epoch */
            time: number;
            /** @description When this audit of the stream began */
            since: number;
            /** @description When the stream was made */
            created: number;
            /** @description The first message audited */
            from: number;
            /** @description The last message audited */
            position: number;
            /** @description The sum of the hashes of all messages audited */
            hash: string;
            totals: {
                symbols: number;
                /** @description Numbers given to quotes up to here: the newest `seq` of every symbol, less what was before the audit */
                published: number;
                /** @description Different quotes received */
                received: number;
                /** @description Numbers that were skipped and have not come since */
                missing: number;
                /** @description Quotes that came again */
                duplicates: number;
                /** @description Quotes that came after a later one */
                outOfOrder: number;
                /** @description Quotes that came again with other content */
                conflicting: number;
                /** @description Messages that the stream skipped */
                skipped: number;
                /** @description Messages that broke the contract */
                refused: number;
                /** @description Quotes of symbols beyond those that are audited */
                untracked: number;
            };
            account: {
                /** @description At the origin, as far as it is known here */
                published: number;
                /** @description In this site's stream */
                delivered: number;
                /** @description Replaced by newer ones on the way: 0 between streams, which keep every quote */
                conflated: number;
                /** @description Published and not here yet: they wait at the origin or are on their way */
                held: number;
                /** @description Skipped by the stream: they will not come */
                lost: number;
            };
            comparisons: {
                /** @description The other site */
                site: string;
                /** @description When the other site's auditor published what was compared */
                time: number;
                /** @description The last message that it had audited */
                position: number;
                /** @description Quotes that this site has and the other had not by then */
                held: number;
                /** @description Up to this message both were compared; null while they have no position in common */
                through: number | null;
                /** @description Empty while both hold the same */
                differences: {
                    /** @description The position before the first */
                    after: number;
                    /** @description The position of the last */
                    through: number;
                    /** @description How many messages this site has more than the other; 0: as many, and others */
                    surplus: number;
                }[];
            }[];
            alarms: {
                /**
                 * @description `content-differs`: as many messages as at another site, but others. `quotes-lost`: numbers are missing in this site's stream. `quotes-conflict`: a number was stored twice, with other content
                 * @enum {string}
                 */
                code: "content-differs" | "quotes-lost" | "quotes-conflict";
                /** @description Milliseconds since the Unix epoch */
                since: number;
                /** @description What is wrong, for an operator */
                text: string;
                missing: number;
            }[];
            /** @description The newest first */
            receipts: {
                /**
                 * @description As the reasons for stale prices
                 * @enum {string}
                 */
                cause: "reader" | "clock" | "link" | "mirror" | "paused" | "feed" | "unknown";
                /** @description Up to when quotes were fresh */
                from: number;
                /** @description When they were again, and complete; null while it lasts */
                to: number | null;
                /** @description Quotes that were published meanwhile */
                held: number;
                /** @description Those of them that came */
                recovered: number;
                /** @description Those of them that did not */
                lost: number;
                duplicates: number;
                outOfOrder: number;
                conflicting: number;
            }[];
            /** @description This API's clock, in milliseconds since the Unix epoch */
            now: number;
        };
        SymbolLedger: {
            symbol: string;
            /** @description The first `seq` audited */
            from: number;
            /** @description The newest `seq` */
            seq: number;
            /** @description The epoch of that quote */
            epoch: number;
            received: number;
            missing: number;
            duplicates: number;
            outOfOrder: number;
            conflicting: number;
            /** @description By `seq`; the last covers everything received */
            marks: (number | string)[][];
            /** @description Where this API runs */
            site: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The rest of the limit: requests (`r`), and seconds until it is reset (`t`) */
        RateLimit: string;
        /** @description The limit: requests (`q`) in a window of seconds (`w`) */
        "RateLimit-Policy": string;
        /** @description Identifies the content. Send it in `If-None-Match` to get 304 when nothing has changed. Content that changes all the time has none */
        ETag: string;
        /** @description When to ask again, in seconds */
        "Retry-After": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listQuotes: {
        parameters: {
            query?: {
                /** @description At most 500 symbols, separated by commas. Without it: all */
                symbols?: string;
                as_of?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Quotes in the order asked for */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quotes"];
                };
            };
            /** @description Unchanged since the response identified by `If-None-Match` */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown symbol; the response names similar ones */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQuote: {
        parameters: {
            query?: {
                as_of?: string;
            };
            header?: never;
            path: {
                /** @description The symbol of an instrument, or its ticker, percent-encoded: `BRK.B` is the symbol `BRK_2EB`, `BTC%2FUSD` is `BTC_2FUSD` */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The quote */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuoteWithFreshness"];
                };
            };
            /** @description Unchanged since the response identified by `If-None-Match` */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown symbol; the response names similar ones */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listInstruments: {
        parameters: {
            query?: {
                /** @description Only instruments with this in their symbol or name, whatever the case */
                q?: string;
                /** @description The most instruments of the page */
                limit?: number;
                /** @description Only instruments whose symbol comes after this one */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of instruments, by symbol */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instruments"];
                };
            };
            /** @description Unchanged since the response identified by `If-None-Match` */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listHistory: {
        parameters: {
            query?: {
                /** @description `desc`: the newest quote first; `asc`: the oldest first */
                order?: "asc" | "desc";
                /** @description The most quotes of the page */
                limit?: number;
                /** @description Only quotes published at or after this: milliseconds since the Unix epoch, or a time of UTC such as 2026-01-31T14:30:00Z */
                from?: string;
                /** @description Only quotes published before this: milliseconds since the Unix epoch, or a time of UTC such as 2026-01-31T14:30:00Z */
                to?: string;
                /** @description Only quotes with this `seq` or a greater one */
                from_seq?: number;
                /** @description Only quotes with this `seq` or a lower one */
                to_seq?: number;
            };
            header?: never;
            path: {
                /** @description The symbol of an instrument, or its ticker, percent-encoded: `BRK.B` is the symbol `BRK_2EB`, `BTC%2FUSD` is `BTC_2FUSD` */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of quotes */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description Unchanged since the response identified by `If-None-Match` */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown symbol; the response names similar ones */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCandles: {
        parameters: {
            query: {
                /** @description How long a candle lasts. Aligned to the Unix epoch: a day is one of UTC */
                interval: "1s" | "5s" | "1m" | "5m" | "15m" | "1h" | "1d";
                /** @description The most candles: the newest that exist up to now, or up to `as_of`. An interval without a quote has none */
                limit?: number;
                as_of?: string;
            };
            header?: never;
            path: {
                /** @description The symbol of an instrument, or its ticker, percent-encoded: `BRK.B` is the symbol `BRK_2EB`, `BTC%2FUSD` is `BTC_2FUSD` */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Candles, the oldest first */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Candles"];
                };
            };
            /** @description Unchanged since the response identified by `If-None-Match` */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown symbol; the response names similar ones */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOpens: {
        parameters: {
            query?: {
                /** @description At most 500 symbols, separated by commas. Without it: all */
                symbols?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Opens in the order asked for */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Opens"];
                };
            };
            /** @description Unchanged since the response identified by `If-None-Match` */
            304: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown symbol; the response names similar ones */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getInstrumentDetails: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The symbol of an instrument, or its ticker, percent-encoded: `BRK.B` is the symbol `BRK_2EB`, `BTC%2FUSD` is `BTC_2FUSD` */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The details */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstrumentDetails"];
                };
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown symbol; the response names similar ones */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    streamQuotes: {
        parameters: {
            query?: {
                /** @description At most 500 symbols, separated by commas. Without it: all */
                symbols?: string;
            };
            header?: {
                /** @description Resume after the event with this id */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, until either side ends */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": ({
                        /** @constant */
                        event: "quote";
                        /** @description Its number in the stream */
                        id: number;
                        data: components["schemas"]["QuoteEvent"];
                    } | {
                        /** @constant */
                        event: "status";
                        data: components["schemas"]["StatusEvent"];
                    } | {
                        /** @constant */
                        event: "reset";
                        data: components["schemas"]["ResetEvent"];
                    })[];
                };
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown symbol; the response names similar ones */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTape: {
        parameters: {
            query: {
                /** @description The symbol of an instrument, or its ticker, percent-encoded: `BRK.B` is the symbol `BRK_2EB`, `BTC%2FUSD` is `BTC_2FUSD` */
                symbol: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest quotes, by venue */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tape"];
                };
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown symbol; the response names similar ones */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The state of the site */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDemand: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The demand that is known at this site */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Demand"];
                };
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLedger: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What this site's auditor found */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ledger"];
                };
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSymbolLedger: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The symbol of an instrument, or its ticker, percent-encoded: `BRK.B` is the symbol `BRK_2EB`, `BTC%2FUSD` is `BTC_2FUSD` */
                symbol: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account of the symbol */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SymbolLedger"];
                };
            };
            /** @description A parameter is not allowed; the answer names it and what is allowed */
            400: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown symbol; the response names similar ones */
            404: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; retry after `Retry-After` */
            429: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal error; see the log of the API */
            500: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not ready yet; retry after `Retry-After` */
            503: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

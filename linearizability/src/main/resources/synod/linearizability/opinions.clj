;; Our verdict, Knossos's, or both.
(in-ns 'synod.linearizability)

(defn- within
  "What f returns, or ::timeout. Knossos does not stop when it is asked to, so its thread is left behind."
  [f millis]
  (let [answer (promise)
        thread (doto (Thread. ^Runnable #(deliver answer (try (f) (catch Throwable t t))) "knossos")
                 (.setDaemon true)
                 .start)
        value (deref answer (long millis) ::timeout)]
    (when (= ::timeout value) (.interrupt thread))
    (if (instance? Throwable value) (throw value) value)))

(defn- of-knossos
  "Knossos's opinion, object by object up to the first that is violated, as a map with :valid?."
  [model history {:keys [time-limit algorithm] :or {algorithm :competition} :as opts}]
  (when-not (knossos/there?)
    (throw (IllegalStateException. "Knossos is not on the class path; it is knossos/knossos to Leiningen and deps.edn.")))
  (when-not (knossos/algorithms algorithm)
    (throw (IllegalArgumentException. (str "unknown :algorithm " (pr-str algorithm) "; there are :competition, :wgl and :linear."))))
  (knossos/load-knossos algorithm)
  (let [{:keys [ops ^ChosenModel chosen ^History history] :as subject} (subject model history opts)
        start (System/nanoTime)]
    (loop [[^Part part & more] (.objects chosen history)]
      (if (nil? part)
        {:valid? true}
        (let [left (- (long (or time-limit Long/MAX_VALUE)) (long (millis-since start)))
              answer (within #(knossos/ask algorithm part) (max 0 left))
              {:strs [valid cause position]} (if (= ::timeout answer) {"cause" "timeout"} (into {} answer))]
          (if (= "true" valid)
            (recur more)
            (cond-> (if (= "false" valid)
                      {:valid? false}
                      {:valid? :unknown :cause (keyword (or cause "unknown"))})
              (.key part) (assoc :key (caller's-key subject part))
              position (assoc :op (nth ops (dec (.line ^Event (nth (.events history) position))))))))))))

(defn- both
  "The two together: where they contradict each other one is wrong, and until somebody knows which, the history counts as
  violated."
  [ours theirs]
  (let [valids [(:valid? ours) (:valid? theirs)]
        decided (remove #{:unknown} valids)
        agree? (when (= 2 (count decided)) (apply = decided))]
    (cond-> (assoc ours
                   :valid? (if (empty? decided) :unknown (every? true? decided))
                   :synod {:valid? (:valid? ours)}
                   :knossos theirs
                   :agree? agree?)
      (false? agree?) (assoc :disagreement (str "Synod says " (pr-str (first valids)) ", Knossos says "
                                                (pr-str (second valids)) ": one of them is wrong")))))

(defn- opinions
  "What judged-results gives, with Knossos's opinion in it where the option :checker asks for it."
  [model history {:keys [checker] :or {checker :synod} :as opts}]
  (case checker
    :synod (judged-results model history opts)
    :knossos {:verdicts {} :result (of-knossos model history opts)}
    :both (let [judged (judged-results model history opts)]
            (update judged :result both (of-knossos model history opts)))
    (throw (IllegalArgumentException. (str "unknown :checker " (pr-str checker) "; there are :synod, :knossos and :both.")))))

(defn analysis
  "Is the history linearizable by the model? See the namespace for options and results."
  ([model history] (analysis model history {}))
  ([model history opts] (:result (opinions model history opts))))

;; Verdicts, and what Knossos's result map makes of them.
(in-ns 'synod.linearizability)

(defn- subject
  "What is to be judged: :ops, :history, :chosen, and :shown, which makes a value of the caller's kind of a state."
  [model history {:keys [keyed]}]
  (let [ops (vec history)
        named (known model)
        of-java? (instance? org.synod.linearizability.model.Model model)
        label (if (nil? model) "nil" (.getSimpleName (class model)))
        own (cond named nil of-java? model :else (adapted model (op-of-ops ops)))
        value-of (if (or named of-java?) plain identity)]
    (when-not (or named own)
      (throw (IllegalArgumentException. (str (pr-str model) " is no model; extend synod.linearizability/Model."))))
    {:ops ops
     :label label
     :refusal (if (knossos-model? model) @(requiring-resolve 'knossos.model/inconsistent) inconsistent)
     :history (History/of "history" (events value-of ops))
     :chosen (if named
               (ChosenModel/of label (NamedModel. (:kind named) (:state named)))
               (ChosenModel/of label ^org.synod.linearizability.model.Model own (boolean keyed)))
     :register? (contains? #{ModelKind/REGISTER ModelKind/CAS_REGISTER ModelKind/KEY_VALUE} (:kind named))
     :back (if named
             (:back named)
             (fn [guarded]
               (let [state (.state ^GuardedModel guarded)]
                 (if (instance? Adapter state) (.-model ^Adapter state) state))))}))

(defn- shown
  "The map of the caller's that stands for an operation in a result: its completion, or what was invoked."
  [{:keys [ops]} ^Operation operation]
  (nth ops (dec (.line (or (.completion operation) (.invoke operation))))))

(defn- invoked
  "The map that invoked an operation."
  [{:keys [ops]} ^Operation operation]
  (nth ops (dec (.line (.invoke operation)))))

(defn- last-of-register
  "Some value that a valid register can hold at the end: one that may be read after everything."
  [^Part part limits]
  (let [operations (.operations part)
        initial (.initial part)
        kind-of (fn [operation] (some-> (.access initial operation) .kind str))
        end Integer/MAX_VALUE
        read-f (if (instance? org.synod.linearizability.model.KeyValue initial) "get" "read")
        holds? (fn [value]
                 (let [read (Operation. (Event/of -1 EventType/INVOKE read-f nil value) nil EventType/OK
                                        (- end 2) (dec end) nil value)]
                   (.holds (org.synod.linearizability.check.Checker/linearizable
                            (Part. nil initial (doto (ArrayList. ^Collection operations) (.add read))) limits))))
        candidates (->> operations
                        (filter #(contains? #{"READ" "WRITE"} (kind-of %)))
                        (sort-by #(- (.completionPosition ^Operation %)))
                        (map #(.value ^Operation %))
                        distinct)]
    (first (filter holds? (concat candidates [(States/content initial)])))))

(defn- valid [{:keys [back register?]} ^Verdict$Witness witness limits]
  (let [part (.part witness)
        ordered? (or (seq (.order witness)) (empty? (.operations part)))
        content (when (and register? (not ordered?)) (last-of-register part limits))]
    (cond-> {:valid? true :analyzer :wgl}
      ordered? (assoc :model (back (.last witness)))
      (and register? (not ordered?))
      (assoc :model (back (if (instance? org.synod.linearizability.model.KeyValue (.initial part))
                            (org.synod.linearizability.model.KeyValue. content)
                            (org.synod.linearizability.model.Register. content)))))))

(defn- walk
  "The states after each operation of a legal order."
  [initial order]
  (rest (reductions (fn [state operation]
                      (.model ^Step$Next (.step ^org.synod.linearizability.model.Model state ^Operation operation)))
                    initial order)))

(defn- final-path [{:keys [back refusal] :as subject} order states initial blocked]
  (let [state (or (last states) initial)
        answer (.step ^org.synod.linearizability.model.Model state ^Operation blocked)]
    (conj (vec (take-last 8 (map (fn [operation state] {:op (shown subject operation) :model (back state)})
                                 order states)))
          {:op (shown subject blocked) :model (refusal (.message ^Step$Inconsistent answer))})))

(defn- violated [{:keys [back] :as subject} ^Verdict$Violated verdict ^Limits limits]
  (let [part (.part verdict)
        blocked (.blocked verdict)
        ends (mapv (fn [^Checker$DeadEnd end] [end (walk (.initial part) (.order end))])
                   (org.synod.linearizability.check.Checker/deadEnds part blocked 10 limits))
        previous-ok (some->> (Explainer/previousOk part blocked) (shown subject))]
    {:valid? false
     :op (shown subject blocked)
     :previous-ok previous-ok
     :last-op previous-ok
     :final-paths (into #{}
                        (map (fn [[^Checker$DeadEnd end states]]
                               (final-path subject (.order end) states (.initial part) blocked)))
                        ends)
     :configs (map (fn [[^Checker$DeadEnd end states]]
                     {:model (back (or (last states) (.initial part)))
                      :last-op (some->> (last (.order end)) (shown subject))
                      :pending (mapv #(invoked subject %) (.open end))})
                   ends)
     :analyzer :wgl}))

(defn- result [subject verdict limits]
  (condp instance? verdict
    Verdict$Valid (valid subject (first (.witnesses ^Verdict$Valid verdict)) limits)
    Verdict$Violated (violated subject verdict limits)
    Verdict$Unknown {:valid? :unknown
                     :cause (keyword (.label (.cause ^Verdict$Unknown verdict)))
                     :analyzer :wgl}))

(defn- merge-valid
  "False before :unknown before true, as Jepsen merges them."
  [valids]
  (cond (some false? valids) false
        (some #{:unknown} valids) :unknown
        :else true))

(defn- caller's-key [{:keys [ops]} ^Part part]
  (let [{:keys [key value]} (nth ops (dec (.line (.invoke ^Operation (first (.operations part))))))]
    (cond (some? key) key
          (sequential? value) (first value)
          :else value)))

(defn- millis-since [start]
  (quot (- (System/nanoTime) (long start)) 1000000))

(defn- each-object
  "The objects of a history with keys, each judged by itself. All together they are judged faster, so only what is not
  valid is looked at one by one."
  [{:keys [^ChosenModel chosen ^History history]} ^Limits limits]
  (let [start (System/nanoTime)
        together (when (.named chosen)
                   (.check chosen history (.withTimeMillis limits (max 1 (quot (.timeMillis limits) 2)))))]
    (if (instance? Verdict$Valid together)
      (for [^Verdict$Witness witness (.witnesses ^Verdict$Valid together)]
        [(.part witness) (Verdict$Valid. (.statistics ^Verdict together) [witness])])
      (for [^ChosenModel$Judged judged
            (.each chosen history (.withTimeMillis limits (max 1 (- (.timeMillis limits) (long (millis-since start))))))]
        [(.object judged) (.verdict judged)]))))

(defn- judge
  "Pairs of an object and its verdict, and whether the objects have keys."
  [{:keys [^ChosenModel chosen ^History history]} limits]
  (let [objects (.objects chosen history)]
    (if (some #(some? (.key ^Part %)) objects)
      {:keyed? true}
      {:keyed? false :verdict (.check chosen history limits)})))

(defn- judged-results
  "What is known of a history: :result as analysis gives it, and :verdicts, by key or of the one object that there is."
  [model history {:keys [time-limit memory-limit explain-limit] :or {explain-limit 2000} :as opts}]
  (let [limits (Limits. (long (or time-limit Long/MAX_VALUE))
                        (long (or memory-limit (.memoryBytes Limits/DEFAULT))))
        subject (subject model history opts)
        explaining #(.withTimeMillis limits (max 1 (quot (long explain-limit) (max 1 (long %)))))
        {:keys [keyed? verdict]} (judge subject limits)]
    (if-not keyed?
      {:subject subject :verdicts {nil verdict} :result (result subject verdict (explaining 1))}
      (let [objects (for [[^Part part verdict] (each-object subject limits) :when (seq (.operations part))]
                      [(caller's-key subject part) verdict])
            wrong (count (filter #(instance? Verdict$Violated (second %)) objects))
            results (into {} (map (fn [[k verdict]] [k (result subject verdict (explaining wrong))])) objects)]
        {:subject subject
         :verdicts (into {} objects)
         :result {:valid? (merge-valid (map :valid? (vals results)))
                  :results results
                  :failures (into [] (comp (filter #(false? (:valid? (results (first %))))) (map first)) objects)}}))))

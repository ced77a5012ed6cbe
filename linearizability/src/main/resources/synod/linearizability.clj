(ns synod.linearizability
  "Knossos's call on Synod's checker: (analysis model history) and (analysis model history opts).

  A history is a collection of Jepsen operation maps. A model answers (step model op) with a model or with
  (inconsistent msg); own models extend the protocol Model, and must be values: immutable, equal when they mean the same.

  Options: :time-limit in milliseconds (none when absent), :memory-limit in bytes, :explain-limit in milliseconds, which
  bounds the work on :final-paths after the verdict is known (2000).

  Results have Knossos's shape:
    {:valid? true, :model m, :analyzer :wgl}
    {:valid? false, :op op, :previous-ok op, :final-paths #{[{:op op, :model m} ...]}, :analyzer :wgl}
    {:valid? :unknown, :cause :timeout | :out-of-memory, :analyzer :wgl}"
  (:import (java.util HashMap)
           (org.synod.linearizability.check Checker Limits Verdict$Unknown Verdict$Valid Verdict$Violated
                                            Verdict$Witness Checker$DeadEnd)
           (org.synod.linearizability.history BadHistoryException Event EventType History Keyword Operation)
           (org.synod.linearizability.model Step)))

(defprotocol Model
  "A sequential object."
  (step [model op] "The model after op, or (inconsistent msg) when op cannot come here."))

(defrecord Inconsistent [msg]
  Model
  (step [this _] this))

(defn inconsistent
  "An operation that cannot come here, and why in one phrase."
  [msg]
  (->Inconsistent msg))

(defn inconsistent?
  "Whether a model is an Inconsistent."
  [model]
  (instance? Inconsistent model))

(defn- read-from [model value op]
  (if (or (nil? (:value op)) (= (:value op) value))
    model
    (inconsistent (str "can't read " (pr-str (:value op)) " from register " (pr-str value)))))

(defrecord Register [value]
  Model
  (step [this op]
    (case (:f op)
      :read (read-from this value op)
      :write (->Register (:value op)))))

(defrecord CASRegister [value]
  Model
  (step [this op]
    (case (:f op)
      :read (read-from this value op)
      :write (->CASRegister (:value op))
      :cas (let [[old new] (:value op)]
             (if (= old value)
               (->CASRegister new)
               (inconsistent (str "can't CAS " (pr-str value) " from " (pr-str old) " to " (pr-str new))))))))

(defrecord MultiRegister [values]
  Model
  (step [this op]
    (case (:f op)
      :txn (reduce (fn [model [f k v]]
                     (case f
                       :write (->MultiRegister (assoc (:values model) k v))
                       :read (let [held (get (:values model) k)]
                               (if (or (nil? v) (= v held))
                                 model
                                 (reduced (inconsistent (str "can't read " (pr-str v) " from register " (pr-str k)
                                                             ", which holds " (pr-str held))))))))
                   this
                   (:value op)))))

(defrecord Mutex [locked?]
  Model
  (step [_ op]
    (case (:f op)
      :acquire (if locked? (inconsistent "can't acquire a held mutex") (->Mutex true))
      :release (if locked? (->Mutex false) (inconsistent "can't release a free mutex")))))

(defn register
  "A register with :read and :write; nil at first unless a value is given."
  ([] (register nil))
  ([value] (->Register value)))

(defn cas-register
  "A register with :read, :write and :cas [old new]; nil at first unless a value is given."
  ([] (cas-register nil))
  ([value] (->CASRegister value)))

(defn multi-register
  "Registers from a map of their values, with :txn [[:read k v] [:write k v]]."
  [values]
  (->MultiRegister values))

(defn mutex
  "A lock with :acquire and :release; free at first."
  []
  (->Mutex false))

(defn- register-like? [model]
  (or (instance? Register model) (instance? CASRegister model)))

(defn- looks-only?
  "Whether op changes nothing in any state of a model that is known here; false for models of others."
  [model op]
  (boolean
   (cond
     (register-like? model) (or (= :read (:f op))
                                (and (= :cas (:f op)) (= (first (:value op)) (second (:value op)))))
     (instance? MultiRegister model) (every? #(= :read (first %)) (:value op))
     :else false)))

(defn- effect
  "What step may depend on. A model of somebody else may look at anything but the operation's place in the history."
  [model op]
  (cond
    (instance? Mutex model) (:f op)
    (or (register-like? model) (instance? MultiRegister model)) [(:f op) (:value op)]
    :else (dissoc op :type :index :time)))

(defn- op-of
  "The map that a model sees: the invocation with the completion's value."
  [ops ^Operation operation]
  (assoc (nth ops (dec (.line (.invoke operation)))) :value (.value operation)))

(deftype ^:private Adapter [model ops]
  org.synod.linearizability.model.Model
  (step [_ operation]
    (let [next (step model (op-of ops operation))]
      (if (inconsistent? next)
        (Step/inconsistent (str (:msg next)))
        (Step/next (Adapter. next ops)))))
  (effect [_ operation] (effect model (op-of ops operation)))
  (readOnly [_ operation] (looks-only? model (op-of ops operation)))
  Object
  (equals [_ other] (and (instance? Adapter other) (= model (.-model ^Adapter other))))
  (hashCode [_] (hash model))
  (toString [_] (pr-str model)))

(defn- event ^Event [position op]
  (let [{:keys [process type f value index time]} op
        line (int (inc position))
        bad #(BadHistoryException. "history" line %)]
    (when-not (and (map? op) (some? process))
      (throw (bad "an operation is a map with a :process.")))
    (Event. line
            (when (some? index) (long index))
            (if (integer? process) (long process) (Keyword. (str process)))
            (case type
              :invoke EventType/INVOKE
              :ok EventType/OK
              :fail EventType/FAIL
              :info EventType/INFO
              (throw (bad (str "unknown type " (pr-str type) "; an event is :invoke, :ok, :fail or :info."))))
            (if (instance? clojure.lang.Named f) (name f) (str f))
            nil
            value
            (if (integer? time) (long time) Event/NO_TIME)
            (HashMap.))))

(defn- shown
  "The map of the caller's that stands for an operation in a result: its completion, or what was invoked."
  [ops ^Operation operation]
  (if-let [completion (.completion operation)]
    (nth ops (dec (.line completion)))
    (op-of ops operation)))

(defn- final-path [ops initial ^Operation blocked ^Checker$DeadEnd end]
  (let [models (reductions (fn [model operation] (step model (op-of ops operation))) initial (.order end))
        steps (map (fn [operation model] {:op (shown ops operation) :model model}) (.order end) (rest models))]
    (conj (vec (take-last 8 steps))
          {:op (shown ops blocked) :model (step (last models) (op-of ops blocked))})))

(defn- violated [^Verdict$Violated verdict ops initial ^Limits limits]
  (let [part (.part verdict)
        blocked (.blocked verdict)
        ends (Checker/deadEnds part blocked 10 limits)
        previous (->> (.operations part)
                      (filter #(< (.completionPosition ^Operation %) (.completionPosition blocked)))
                      (sort-by #(.completionPosition ^Operation %))
                      last)]
    {:valid? false
     :op (shown ops blocked)
     :previous-ok (when previous (shown ops previous))
     :final-paths (set (map #(final-path ops initial blocked %) ends))
     :analyzer :wgl}))

(defn analysis
  "Is the history linearizable by the model? See the namespace for options and results."
  ([model history] (analysis model history {}))
  ([model history {:keys [time-limit memory-limit explain-limit] :or {explain-limit 2000}}]
   (let [ops (vec history)
         limits (Limits. (long (or time-limit Long/MAX_VALUE))
                         (long (or memory-limit (.memoryBytes Limits/DEFAULT))))
         events (java.util.ArrayList. ^java.util.Collection (map-indexed event ops))
         verdict (Checker/check (History/of "history" events)
                                ^org.synod.linearizability.model.Model (->Adapter model ops)
                                limits)]
     (condp instance? verdict
       Verdict$Valid {:valid? true
                      :model (.-model ^Adapter (.last ^Verdict$Witness (first (.witnesses ^Verdict$Valid verdict))))
                      :analyzer :wgl}
       Verdict$Violated (violated verdict ops model (.withTimeMillis limits (long explain-limit)))
       Verdict$Unknown {:valid? :unknown
                        :cause (keyword (.label (.cause ^Verdict$Unknown verdict)))
                        :analyzer :wgl}))))

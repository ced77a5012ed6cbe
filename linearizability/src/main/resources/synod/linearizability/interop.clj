;; Values, events and states, to Java and back.
(in-ns 'synod.linearizability)

(declare plain)

(defn- plain-all ^Collection [^Collection into values]
  (doseq [value values] (.add into (plain value)))
  into)

(defn- plain
  "A Clojure value as the readers of files make it, so that the models of Java know it."
  [value]
  (cond
    (or (nil? value) (string? value) (instance? Long value) (boolean? value)) value
    (keyword? value) (Keyword. (subs (str value) 1))
    (vector? value) (Collections/unmodifiableList (plain-all (ArrayList. (count value)) value))
    (integer? value) (let [n (biginteger value)] (if (< (.bitLength n) 64) (.longValue n) n))
    (instance? Map value) (let [map (LinkedHashMap.)]
                            (doseq [[k v] value] (.put map (plain k) (plain v)))
                            map)
    (instance? java.util.Set value) (plain-all (LinkedHashSet.) value)
    (or (instance? Collection value) (seq? value)) (Collections/unmodifiableList (plain-all (ArrayList.) value))
    (instance? Float value) (double value)
    :else value))

(defn- clojure-value
  "What a Clojure user prints and compares: the other way."
  [value]
  (cond
    (instance? Keyword value) (keyword (.name ^Keyword value))
    (instance? Map value) (into {} (map (fn [[k v]] [(clojure-value k) (clojure-value v)])) value)
    (instance? java.util.Set value) (into #{} (map clojure-value) value)
    (instance? Collection value) (into [] (map clojure-value) value)
    (instance? BigInteger value) (bigint value)
    :else value))

(defn- f-name ^String [f]
  (if (instance? Named f) (name f) (str f)))

;; --- models

(defn- class-of-knossos?
  "Whether a value has the class of that name in Knossos, which need not be there."
  [value class-name]
  (and (some? value) (= (str "knossos.model." class-name) (.getName (class value)))))

(defn- knossos-model?
  "Whether a value implements Knossos's interface Model."
  [value]
  (and (some? value) (boolean (some #(= "knossos.model.Model" (.getName ^Class %)) (supers (class value))))))

(defn- holding [kind elements]
  (States/holding kind (plain elements)))

(defn- known
  "The model of Java for a model that has a name, with :kind, :state and :back, which makes a value of a state; nil for a
  model of somebody's own."
  [model]
  (letfn [(content [state] (clojure-value (States/content state)))
          (of [kind state field] {:kind kind :state state :back #(assoc model field (content %))})
          (register-of [value] (org.synod.linearizability.model.Register. (plain value)))]
    (cond
      (or (instance? Register model) (class-of-knossos? model "Register"))
      (of ModelKind/REGISTER (register-of (:value model)) :value)
      (or (instance? CASRegister model) (class-of-knossos? model "CASRegister"))
      (of ModelKind/CAS_REGISTER (register-of (:value model)) :value)
      (or (instance? Mutex model) (class-of-knossos? model "Mutex"))
      (of ModelKind/MUTEX (org.synod.linearizability.model.Mutex. (boolean (:locked? model))) :locked?)
      (instance? MultiRegister model)
      (of ModelKind/MULTI_REGISTER
          (org.synod.linearizability.model.MultiRegister. (plain (:values model)) (boolean (:open? model)))
          :values)
      (class-of-knossos? model "MultiRegister")
      {:kind ModelKind/MULTI_REGISTER
       :state (org.synod.linearizability.model.MultiRegister. (plain (into {} model)) false)
       :back #(into model (content %))}
      (instance? Semaphore model)
      (of ModelKind/SEMAPHORE
          (org.synod.linearizability.model.Semaphore. (int (:permits model)) (int (:held model)))
          :held)
      (instance? FIFOQueue model) (of ModelKind/FIFO_QUEUE (holding ModelKind/FIFO_QUEUE (:pending model)) :pending)
      (instance? UnorderedQueue model)
      {:kind ModelKind/UNORDERED_QUEUE
       :state (holding ModelKind/UNORDERED_QUEUE (mapcat (fn [[v n]] (repeat n v)) (:pending model)))
       :back #(assoc model :pending (frequencies (content %)))}
      (instance? Stack model) (of ModelKind/STACK (holding ModelKind/STACK (:elements model)) :elements)
      (instance? Set model) (of ModelKind/SET (holding ModelKind/SET (:s model)) :s)
      (instance? Counter model) (of ModelKind/COUNTER (holding ModelKind/COUNTER [(:value model)]) :value)
      (instance? ListAppend model)
      (of ModelKind/LIST_APPEND (holding ModelKind/LIST_APPEND (:elements model)) :elements)
      (instance? KeyValue model)
      (of ModelKind/KEY_VALUE (org.synod.linearizability.model.KeyValue. (plain (:value model))) :value))))

(defn- operation
  "An op map by itself, as it is stepped."
  ^Operation [{:keys [process type f value]}]
  (let [event (Event/of (if (integer? process) (long process) 0) EventType/INVOKE (f-name f) nil (plain value))]
    (Operation. event nil (if (= :info type) EventType/INFO EventType/OK) 0 0 nil (plain value))))

(defn- step-there
  "The step of a model that has a name."
  [model op]
  (let [{:keys [^ModelKind kind state back]} (known model)
        operation (operation op)]
    (when-let [complaint (.complaint kind (.f operation) (.value operation))]
      (throw (IllegalArgumentException. ^String complaint)))
    (let [answer (.step ^org.synod.linearizability.model.Model state operation)]
      (if (instance? Step$Next answer)
        (back (.model ^Step$Next answer))
        (inconsistent (.message ^Step$Inconsistent answer))))))

;; A model of Java is one here too.
(extend-protocol Model
  org.synod.linearizability.model.Model
  (step [model op]
    (let [answer (.step model (operation op))]
      (if (instance? Step$Next answer)
        (.model ^Step$Next answer)
        (inconsistent (.message ^Step$Inconsistent answer))))))

(defn- refusal
  "The message of an Inconsistent, of this namespace or of Knossos; nil for a model."
  [answer]
  (when (or (inconsistent? answer) (class-of-knossos? answer "Inconsistent"))
    (str (:msg answer))))

;; A model of somebody's own, to the checker. What it may look at of an operation is what effect-of keeps.
(deftype ^:private Adapter [model stepping op-of effect-of]
  org.synod.linearizability.model.Model
  (step [_ operation]
    (let [next (stepping model (op-of operation))
          refused (refusal next)]
      (cond
        refused (Step/inconsistent refused)
        (nil? next) (throw (NullPointerException. "it answers nil"))
        :else (Step/next (Adapter. next stepping op-of effect-of)))))
  (effect [_ operation] (effect-of (op-of operation)))
  Object
  (equals [_ other] (and (instance? Adapter other) (= model (.-model ^Adapter other))))
  (hashCode [_] (hash model))
  (toString [_] (pr-str model)))

(defn- adapted
  "A model of somebody's own as one of Java; op-of makes the map that it steps. Nil when it is no model. It may look at
  anything but the operation's place in the history; to one of Knossos, Knossos itself shows :f and :value alone."
  [model op-of]
  (cond
    (satisfies? Model model) (->Adapter model step op-of #(dissoc % :index :time))
    (knossos-model? model) (->Adapter model @(requiring-resolve 'knossos.model/step) op-of #(select-keys % [:f :value]))))

(defn- op-of-ops
  "The map that a model sees: the caller's invocation with the completion's value."
  [ops]
  (fn [^Operation operation]
    (cond-> (assoc (nth ops (dec (.line (.invoke operation)))) :value (.value operation))
      (.isCrashed operation) (assoc :type :info))))

(defn- op-of-file
  "The same for a history that was read from a file."
  [^Operation operation]
  (into {:process (clojure-value (.process operation))
         :type (if (.isCrashed operation) :info :invoke)
         :f (keyword (.f operation))
         :value (clojure-value (.value operation))}
        (map (fn [[k v]] [(keyword k) (clojure-value v)]))
        (.extra (.invoke operation))))

(defn java-model
  "A model as one of Java that judges histories read from files; nil when it is none."
  [model]
  (cond
    (instance? org.synod.linearizability.model.Model model) model
    (known model) (:state (known model))
    :else (adapted model op-of-file)))

;; --- events

(def ^:private judged-fields #{:process :type :f :value :key :index :time})

(defn- extra
  "Every other field, kept and shown but not judged."
  ^Map [op]
  (or (reduce-kv (fn [^HashMap others k v]
                   (if (judged-fields k)
                     others
                     (doto (or others (HashMap.)) (.put (f-name k) (plain v)))))
                 nil op)
      {}))

(defn- event
  "The event of an op map; value-of makes what is judged of its value."
  ^Event [value-of position op]
  (let [line (int (inc position))
        bad #(BadHistoryException. "history" line %)
        {:keys [process type f value key index time]} (if (map? op) op {})]
    (when (nil? process)
      (throw (bad "an operation is a map with a :process.")))
    (Event. line
            (when (some? index) (long index))
            (if (integer? process) (long process) (Keyword. (f-name process)))
            (case type
              :invoke EventType/INVOKE
              :ok EventType/OK
              :fail EventType/FAIL
              :info EventType/INFO
              (throw (bad (str "unknown type " (pr-str type) "; an event is :invoke, :ok, :fail or :info."))))
            (f-name f)
            (plain key)
            (value-of value)
            (if (integer? time) (long time) Event/NO_TIME)
            (extra op))))

(defn- events ^List [value-of ops]
  (let [events (ArrayList. (count ops))]
    (reduce (fn [position op] (.add events (event value-of position op)) (inc position)) 0 ops)
    events))

(ns synod.linearizability.knossos
  "Asks Knossos, where it is on the class path, about objects that Synod judges. Knossos is called as Jepsen calls it,
  (analysis model history), without its :time-limit, which it does not keep: whoever asks sets the limit from outside.

  Registers and mutexes go to Knossos as its own models. Of the others Knossos has some, which mean something else (a
  dequeue that crashed, a queue that is empty, a read of nil), so that they are asked about by their effects: Knossos
  searches, and a step is that of the model of Java."
  (:import (java.util HashMap List)
           (org.synod.linearizability.check Part)
           (org.synod.linearizability.history Operation)
           (org.synod.linearizability.model Model Mutex Register Step$Inconsistent Step$Next)))

(set! *warn-on-reflection* true)

(def algorithms
  "What Jepsen's checker takes for :algorithm, and where Knossos has it."
  {:competition 'knossos.competition/analysis
   :wgl 'knossos.wgl/analysis
   :linear 'knossos.linear/analysis})

(defn there?
  "Whether Knossos is on the class path."
  []
  (let [loader (clojure.lang.RT/baseLoader)]
    (boolean (some #(.getResource loader ^String %)
                   ["knossos/competition.clj" "knossos/competition__init.class"]))))

(defn- by-name
  "A function of Knossos."
  [function]
  (or (requiring-resolve function) (throw (IllegalStateException. (str "Knossos has no " function)))))

;; Knossos's Model is an interface that exists once Knossos is loaded, so that the record is made then.
(def ^:private wrapper
  (delay
    (by-name 'knossos.model/step)
    (binding [*ns* (the-ns 'synod.linearizability.knossos)]
      (eval '(do (defrecord Wrapped [state stepping]
                   knossos.model.Model
                   (step [this op]
                     (stepping this (:value op))))
                 ->Wrapped)))))

(defn- stepping
  "The step of a wrapped state, where a value is the number of an effect."
  [examples]
  (let [refuse (by-name 'knossos.model/inconsistent)]
    (fn [wrapped effect]
      (let [answer (.step ^Model (:state wrapped) ^Operation (nth examples effect))]
        (if (instance? Step$Next answer)
          (assoc wrapped :state (.model ^Step$Next answer))
          (refuse (.message ^Step$Inconsistent answer)))))))

(defn- problem
  "The model for Knossos, and what an operation is to it: {:f :value}."
  [^Part part]
  (let [initial (.initial part)
        plain (fn [^Operation operation] {:f (keyword (.f operation)) :value (.value operation)})]
    (condp instance? initial
      Register {:model ((by-name 'knossos.model/cas-register) (.value ^Register initial)) :op plain}
      Mutex {:model (assoc ((by-name 'knossos.model/mutex)) :locked? (.held ^Mutex initial)) :op plain}
      (let [effect-of #(.effect initial ^Operation %)
            firsts (reduce (fn [seen operation]
                             (let [effect (effect-of operation)]
                               (if (contains? (:numbers seen) effect)
                                 seen
                                 (-> seen
                                     (assoc-in [:numbers effect] (count (:examples seen)))
                                     (update :examples conj operation)))))
                           {:numbers {} :examples []}
                           (.operations part))]
        {:model (@wrapper initial (stepping (:examples firsts)))
         :op (fn [operation] {:f :effect :value (get (:numbers firsts) (effect-of operation))})}))))

(defn- history-of
  "The operations as Knossos's history: an operation of which nobody knows is not completed."
  [^List operations op]
  (->> operations
       (mapcat (fn [^Operation operation]
                 (let [event #(assoc (op operation)
                                     :process (.process operation) :type %1 :index %2)]
                   (cond-> [(event :invoke (.invokePosition operation))]
                     (not (.isCrashed operation)) (conj (event :ok (.completionPosition operation)))))))
       (sort-by :index)
       vec))

(defn ask
  "What Knossos says of one object: a map with \"valid\" (\"true\", \"false\" or \"unknown\"), \"cause\", \"analyzer\", and
  \"position\", that of the event which it names."
  ^java.util.Map [algorithm ^Part part]
  (let [{:keys [model op]} (problem part)
        result ((by-name (algorithms algorithm)) model (history-of (.operations part) op))
        valid (:valid? result)
        answer (HashMap.)]
    (when-not (contains? #{true false :unknown} valid)
      (throw (IllegalStateException. (str "Knossos answers " (pr-str valid) " for :valid?"))))
    (.put answer "valid" (if (keyword? valid) (name valid) (str valid)))
    (doseq [k [:cause :analyzer] :when (some? (k result))]
      (.put answer (name k) (if (keyword? (k result)) (name (k result)) (str (k result)))))
    (when-let [index (get-in result [:op :index])]
      (.put answer "position" index))
    answer))

(defn load-knossos
  "Loads what asking needs, so that it does not count as time of the search."
  [algorithm]
  (by-name 'knossos.model/inconsistent)
  (by-name (algorithms algorithm)))
